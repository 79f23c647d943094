#!/bin/sh
# Writes Sources/PageFiles/page_files.c, which compiles in what lies in its two folders.
set -eu
cd "$(dirname "$0")/../Sources/PageFiles"
name() { basename "$1" | tr -c 'a-z0-9\n' '_'; }
{
  echo '#include "PageFiles.h"'
  for file in templates/* assets/*; do
    printf '\nstatic const unsigned char %s[] = {\n#embed "%s"\n};\n' "$(name "$file")" "$file"
  done
  for folder in templates assets; do
    printf '\nstatic const struct page_file %s[] = {\n' "$folder"
    for file in "$folder"/*; do
      printf '    {"%s", %s, sizeof %s},\n' "$(basename "$file" .mustache)" "$(name "$file")" "$(name "$file")"
    done
    echo '};'
  done
  echo
  for one in template asset; do
    echo "size_t page_${one}_count(void) { return sizeof ${one}s / sizeof ${one}s[0]; }"
    echo "struct page_file page_${one}_at(size_t index) { return ${one}s[index]; }"
  done
} > page_files.c
