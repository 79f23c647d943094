#ifndef COUNTERSIGN_BUILTINS_H
#define COUNTERSIGN_BUILTINS_H

#include <stddef.h>

/// One file that is compiled in: of `config/`, or of `docs/openapi/`.
struct builtin_file {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t length;
};

/// The templates, by name.
size_t builtin_template_count(void);
struct builtin_file builtin_template_at(size_t index);

/// The workflows, as YAML.
size_t builtin_workflow_count(void);
struct builtin_file builtin_workflow_at(size_t index);

/// The pipelines, as YAML.
size_t builtin_pipeline_count(void);
struct builtin_file builtin_pipeline_at(size_t index);

/// The finished documents of `config/examples`.
size_t builtin_example_count(void);
struct builtin_file builtin_example_at(size_t index);

/// The description of the HTTP interface (`docs/openapi/`), as one file of YAML.
struct builtin_file builtin_openapi(void);

#endif
