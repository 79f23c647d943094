/// Gives the sections of a document their roles, one after another, each below those that it stands in.
struct SectionRoles {
  private var open: [(level: Int, title: String)] = []

  /// The role of the section that comes next.
  mutating func next(level: Int, title: String) -> SectionRole {
    while let last = open.last, last.level >= level { open.removeLast() }
    defer { open.append((level, title)) }
    return SectionRole(title: title, ancestors: open.lazy.map(\.title))
  }
}
