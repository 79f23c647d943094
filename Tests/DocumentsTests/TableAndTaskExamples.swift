/// Small documents on what GFM adds to CommonMark: tables (section 4.10) and tasks (section 5.3).
enum TableAndTaskExamples {
  static let all = tables + notTables + tablesAmongOthers + tasks + notTasks + others

  private static let tables = [
    "| city | depot |\n| --- | --- |\n| Graz | north |",
    "city | depot\n--- | ---\nGraz | north",
    "city | depot\n-|-\nGraz | north",
    "| one |\n| - |",
    "| one |\n|-|\n",
    "|one\n|-",
    "one|\n-|",
    "| left | centre | right |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
    "left | centre | right\n:-- | :-: | --:\n1 | 2 | 3",
    "|a|b|\n|:-|-:|\n|1|2|\n|3|4|\n|5|6|",
    "| a | b |\n|---|---|\n| only one |",
    "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
    "| a | b |\n|---|---|\n| | |",
    "| a | b |\n|---|---|\n|||",
    "| a | b |\n|---|---|\nno pipes at all",
    "| a | b |\n|---|---|\n1 | 2\n| 3 | 4",
    "| a \\| b | c |\n|---|---|\n| 1 | 2 |",
    "| `a \\| b` | c |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|---|\n| `x \\| y` | z |",
    "| a | b |\n|---|---|\n| `x | y` | z |",
    "| **a** | _b_ | `c` |\n|---|---|---|",
    "| [a](b) | ![c](d) |\n|---|---|\n| <https://e.example> | f |",
    "   | a | b |\n   |---|---|\n   | 1 | 2 |",
    "  | a | b |\n|---|---|\n | 1 | 2 |",
    "| a | b |\n  |---|---|\n   | 1 | 2 |",
    "|\ta\t|\tb\t|\n|---|---|\n|\t1\t|\t2\t|",
    "| a | b |   \n|---|---|   \n| 1 | 2 |   ",
    "| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |",
    "| ä | 漢字 | 🚚 |\n|---|---|---|\n| ö | 仮名 | 📦 |",
    "|a|b|c|d|e|f|g|h|i|j|\n|-|-|-|-|-|-|-|-|-|-|\n|1|2|3|4|5|6|7|8|9|0|",
    "| a |\n| :-: |\n| 1 |",
    "| a |\n|:-|\n| 1 |",
    "| a |\n|-:|\n| 1 |",
    "| a | b |\n|-----------|-----------|\n| 1 | 2 |",
    "|  | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\r\n|---|---|\r\n| 1 | 2 |\r\n",
    "| a\\\\ | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|---|\n| 1 \\\\| 2 |",
    "||\n|-|",
    "| # | Question | Options | Recommendation |\n|---|---|---|---|\n| 1 | Which? | A, B | A |",
  ]

  private static let notTables = [
    "| a | b |", "|---|---|", "| a | b |\n|---|", "| a |\n|---|---|", "a | b | c\n---|---", "| a | b |\n|---|--x|",
    "| a | b |\n|:|:|", "| a | b |\n|---| |", "| a | b |\n|-:-|---|", "| a | b |\n|::--|---|", "| a | b |\n\n|---|---|",
    "a\n-", "a\n:-", "|\n|-|", "|\n-|", "| a | b |\n    |---|---|", "    | a | b |\n    |---|---|",
    "```\n| a | b |\n|---|---|\n```", "<!--\n| a | b |\n|---|---|\n-->", "<div>\n| a | b |\n|---|---|\n</div>",
    "# | a | b |\n|---|---|", "\\| a \\| b\n|---|---|", "a \\| b\n---|---", "| a | b |\n|===|===|",
    "| a | b |\n+---+---+",
    "| a | b |\n| — | — |", "|---|---|\n| a | b |", "--|--\n", "a | b\nc | d\n",
  ]

  private static let tablesAmongOthers = [
    "words\n| a | b |\n|---|---|\n| 1 | 2 |", "words\nmore\na | b\n-|-", "# A\n| a | b |\n|---|---|\n| 1 | 2 |\n# B",
    "| a | b |\n|---|---|\n| 1 | 2 |\n> quote", "| a | b |\n|---|---|\n| 1 | 2 |\n- item",
    "| a | b |\n|---|---|\n| 1 | 2 |\n1. item", "| a | b |\n|---|---|\n| 1 | 2 |\n***", "| a | b |\n|---|---|\n---\nc",
    "| a | b |\n|---|---|\n| 1 | 2 |\n```\ncode\n```", "| a | b |\n|---|---|\n| 1 | 2 |\n~~~", "| a |\n|---|\n    code",
    "| a | b |\n|---|---|\n<!-- c -->\n| 1 | 2 |", "| a | b |\n|---|---|\n<div>\n| 1 | 2 |", "| a |\n|---|\n===",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\nwords", "| a | b |\n|---|---|\n| 1 | 2 |\nwords\nmore words\n\n# C",
    "> | a | b |\n> |---|---|\n> | 1 | 2 |", "> > | a |\n> > |---|\n> > | 1 |", "> | a | b |\n> |---|---|\n| 1 | 2 |",
    "> | a |\n> |---|\nwords", "- | a | b |\n  |---|---|\n  | 1 | 2 |", "1. | a |\n   |---|\n   | 1 |",
    "- words\n  | a | b |\n  |---|---|\n  | 1 | 2 |", "- words\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n  after",
    "- | a |\n  |---|\n- | b |\n  |---|", "- > | a |\n  > |---|\n  > | 1 |", "> - | a |\n>   |---|\n>   | 1 |",
    "<!-- c -->\n| a | b |\n|---|---|", "<!-- c -->\n\n| a | b |\n|---|---|",
    "---\n| a | b |\n|---|---|\n| 1 | 2 |\n---",
    "| a |\n|---|\n| 1 |\n[x]: /y\n", "- [ ] open\n\n| a |\n|---|\n| [ ] |", "| a |\n|---|\n| - [ ] no task |",
    "> words\n> | a | b |\n> |---|---|\n", "1. one\n2. | a | b |\n   |---|---|\n", "| a | b |\n|---|---|\n\n    code",
  ]

  private static let tasks = [
    "- [ ] open", "- [x] done", "- [X] done", "* [ ] open", "+ [x] done", "1. [ ] open", "2) [x] done", "10. [ ] open",
    "-   [ ] wide", "-\t[ ] tab", "- [ ]\ttab", "- [ ]   wide", "  - [ ] indented", "   - [x] indented",
    "- [ ] one\n- [x] two\n- [ ] three", "- [ ] one\n\n- [x] two", "- [ ] outer\n  - [x] inner\n    - [ ] innermost",
    "1. [x] outer\n   - [ ] inner", "- words\n  - [ ] inner", "> - [ ] quoted", "> > - [x] quoted twice",
    "- > - [ ] in a quote in an item", "- [ ] **bold** and `code`", "- [x] [link](u)", "- [ ] ~~struck~~",
    "- [ ] one\nlazy words", "- [ ] one\n  more words", "- [ ] one\n\n  a paragraph", "- [ ] one\n\n      code",
    "- [ ] one\n  # heading", "- [ ] one\n  > quote", "- [ ] one\n  ```\n  code\n  ```", "words\n- [ ] after words",
    "words\n1. [x] after words", "# A\n- [ ] one", "- [x]  \tmixed", "- [ ] [x] twice", "- [x] x", "- - [ ] nested",
    "- 1. [x] nested", "- [ ] é", "- [x] [ ]", "-\n  [ ] on the next line", "- [ ] a\r\n- [x] b\r\n",
  ]

  private static let notTasks = [
    "[ ] words", "- []", "- [] empty", "- [ ]", "- [x]", "- [ ] ", "- [x]\t", "- [ ]words", "- [x]words", "- [  ] wide",
    "- [y] letter", "- [xx] two", "- [-] mark", "- [✓] mark", "- words [ ] later", "- `[ ]` code", "- \\[ ] escaped",
    "- [ \\] escaped", "- [x](u) link", "- [x][y] link", "- [x]: u", "- # [ ] heading", "- > [ ] quote",
    "- ```\n  [ ] code\n  ```", "-     [ ] code", "    - [ ] code", "```\n- [ ] code\n```", "<!--\n- [ ] comment\n-->",
    "<div>\n- [ ] html\n</div>", "words\n2. [ ] after words", "- [ ] heading\n  ===", "- [x] heading\n  ---",
    "- **[ ]** bold", "- (x) round", "- [x", "- x] y", "-[ ] glued", "-", "- [ ]\n  next line",
    "- words\n  [ ] next line", "- words\n\n  [ ] next paragraph", "1.[ ] glued", "1234567890. [ ] long",
  ]

  private static let others = [
    "~~~\n- [ ] a\n| b |\n|---|\n~~~\n- [x] c", "- ***\n- [ ] a", "- [ ] a\n***\n- [x] b",
    "- [ ] a\n\n\n- [x] b\n\n\n# C",
    "> [ ] a\n> | b |\n> |---|", "1. a\n\n   - [ ] b\n\n   | c |\n   |---|\n2. d", "- [ ] | a |\n- [x] | b |",
  ]
}
