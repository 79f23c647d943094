#ifndef COUNTERSIGN_MIGRATIONS_H
#define COUNTERSIGN_MIGRATIONS_H

#include <stddef.h>

/// One numbered SQL file of this folder.
struct migration {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t length;
};

/// How many there are.
size_t migration_count(void);

/// The migration at that place, from 0, in the order in which they run.
struct migration migration_at(size_t index);

#endif
