import Documents
import TestSupport
import Testing

struct ClassifyingSectionChanges {
  private struct Part: Hashable {
    var heading: String
    var words: [String]

    var text: String { "## \(heading)\n\n\(words.joined(separator: " ")).\n\n" }
  }

  private func parts(_ random: inout Seeded) -> [Part] {
    (0..<Int.random(in: 4...12, using: &random)).map { number in
      Part(
        heading: "Part \(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"][number])",
        words: (0..<12).map { "word\(number)x\($0)" })
    }
  }

  private func changes(_ old: [Part], _ new: [Part]) -> [String] {
    let before = ParsedDocument(old.map(\.text).joined())
    let after = ParsedDocument(new.map(\.text).joined(), previous: before.fingerprints)
    return Differ.sections(from: before, to: after).map { "\($0.id) \($0.change.rawValue)" }
  }

  private func id(_ part: Part) -> String { part.heading.lowercased().replacing(" ", with: "-") }

  @Test func `each kind of edit is named for what it is`() {
    var random = Seeded()
    for _ in 0..<100 {
      let old = parts(&random)
      let at = Int.random(in: 0..<old.count, using: &random)
      let seed = "seed \(random.seed)"
      var new = old
      new.remove(at: at)
      #expect(changes(old, new) == ["\(id(old[at])) removed"], "\(seed)")
      #expect(changes(new, old) == ["\(id(old[at])) added"], "\(seed)")
      new = old
      new[at].words[3] = "another"
      #expect(changes(old, new) == ["\(id(old[at])) changed"], "\(seed)")
      new = old
      new[at].heading = "Something else"
      #expect(changes(old, new) == ["\(id(old[at])) renamed", "\(id(old[at])) changed"], "\(seed)")
      new = old
      new.append(new.remove(at: at))
      // Of two neighbours that change places either one may have moved.
      let moved = at == old.count - 1 ? [] : ["\(id(old[at])) moved"]
      if at != old.count - 2 { #expect(changes(old, new) == moved, "\(seed)") }
      #expect(changes(old, old).isEmpty, "\(seed)")
    }
  }

  @Test func `several edits at once are all named`() {
    var random = Seeded()
    for _ in 0..<100 {
      let old = parts(&random)
      var new = old.shuffled(using: &random)
      let gone = new.removeLast()
      new[0].words[5] = "another"
      new[1].heading = "Something else"
      new.insert(Part(heading: "Fresh", words: (0..<12).map { "fresh\($0)" }), at: 2)
      let renamed = old.first { $0.words == new[1].words }
      let found = Set(changes(old, new).filter { !$0.hasSuffix(" moved") })
      let wanted: Set = [
        "\(id(gone)) removed", "\(id(new[0])) changed", "\(renamed.map(id) ?? "") renamed",
        "\(renamed.map(id) ?? "") changed", "fresh added",
      ]
      #expect(found == wanted, "seed \(random.seed)")
    }
  }

  @Test func `no more sections have moved than must`() {
    var random = Seeded()
    let old =
      parts(&random) + parts(&random).map { Part(heading: "Second " + $0.heading, words: $0.words.map { "more" + $0 }) }
    let new = old.shuffled(using: &random)
    let places = new.compactMap { old.firstIndex(of: $0) }
    // The longest ascending run, the slow way.
    var longest = [Int](repeating: 1, count: places.count)
    for later in places.indices {
      for earlier in 0..<later where places[earlier] < places[later] {
        longest[later] = max(longest[later], longest[earlier] + 1)
      }
    }
    let moved = changes(old, new).filter { $0.hasSuffix(" moved") }.count
    #expect(moved == places.count - (longest.max() ?? 0), "seed \(random.seed)")
  }
}
