#ifndef COUNTERSIGN_PAGEFILES_H
#define COUNTERSIGN_PAGEFILES_H

#include <stddef.h>

/// One file of the pages that is compiled in: a template (`inbox.mustache`), or what a page loads (`pages.css`).
struct page_file {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t length;
};

size_t page_template_count(void);
struct page_file page_template_at(size_t index);

size_t page_asset_count(void);
struct page_file page_asset_at(size_t index);

#endif
