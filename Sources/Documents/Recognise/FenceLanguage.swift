/// What brackets mean in a fence, by its language.
enum FenceLanguage {
  /// `[word]` is a type, an attribute or a list of the language.
  case program
  /// `[word]` is a section or a list of one.
  case data
  /// Diagrams, SQL, JSON, shell and what has no name: a bracket with words is a placeholder.
  case plain

  init(info: String) {
    let name = info.prefix { !$0.isWhitespace && $0 != "{" && $0 != "," }.lowercased()
    self = Self.programs.contains(name) ? .program : Self.settings.contains(name) ? .data : .plain
  }

  private static let programs: Set<String> = [
    "swift", "rust", "rs", "c", "h", "cpp", "c++", "cc", "objc", "objective-c", "csharp", "cs", "c#", "fsharp", "vb",
    "java", "kotlin", "kt", "scala", "groovy", "go", "golang", "python", "py", "ruby", "rb", "javascript", "js", "jsx",
    "typescript", "ts", "tsx", "php", "haskell", "hs", "elixir", "ex", "erlang", "ocaml", "lua", "perl", "r", "dart",
    "powershell", "ps1", "hcl", "terraform", "tf", "proto", "protobuf", "graphql", "css", "scss", "vue", "zig", "diff",
    "patch", "nix",
  ]
  private static let settings: Set<String> = [
    "yaml", "yml", "toml", "ini", "cfg", "conf", "config", "properties", "editorconfig", "systemd", "env",
  ]
}
