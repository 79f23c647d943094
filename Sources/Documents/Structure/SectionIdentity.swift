/// Gives sections their ids: those of the sections of the previous revision that they are recognised as, else new ones.
enum SectionIdentity {
  static func assign(
    _ spans: [SectionSpan], digests: [String], bytes: [UInt8], previous: [SectionFingerprint]
  ) -> [String] {
    var names = UniqueNames(taken: previous.map(\.id))
    guard !previous.isEmpty else { return spans.map { names.next(slug(of: $0)) } }
    let old = previous.map { SectionTraits($0.title, $0.level, $0.digest, Array($0.text.utf8)[...]) }
    let new = zip(spans, digests).map { SectionTraits($0.title, $0.level, $1, bytes[$0.bytes]) }
    var matching = SectionMatching(old: old, new: new)
    matching.run()
    return spans.indices.map { index in
      matching.match[index].map { previous[$0].id } ?? names.next(slug(of: spans[index]))
    }
  }

  private static func slug(of span: SectionSpan) -> String {
    span.level == 0 ? "preamble" : slug(of: Volatile.headingField(span.title)?.label ?? span.title)
  }

  /// `1.2 Purpose & Scope` becomes `purpose-scope`: without numbering in front, ASCII, lower case; never empty.
  static func slug(of title: String) -> String {
    let slug = Slug.of(String(Slug.withoutNumbering(title)))
    if !slug.isEmpty { return slug }
    let numbered = Slug.of(title)
    return numbered.isEmpty ? "section" : numbered
  }
}
