package import Foundation

/// A reader of bytes from outside, and what must hold of whatever it is given: it ends, it does not crash, and it keeps its
/// promises. `make fuzz` looks for bytes that break one; those that did are kept in Tests/FuzzingTests/Corpus.
package struct FuzzTarget: Sendable {
  package let name: String
  /// Throws `BrokenPromise`; whatever else the reader throws is its own refusal.
  package let run: @Sendable (Data) throws -> Void

  package static let all: [FuzzTarget] = documents + workflow + ledger + integrations + server

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

func promise(_ isKept: Bool, _ what: @autoclosure () -> String) throws {
  if !isKept { throw BrokenPromise(what()) }
}

extension Data {
  var text: String { String(decoding: self, as: UTF8.self) }

  /// What stands before and behind the first zero byte: for readers of two texts.
  var halves: (String, String) {
    guard let place = firstIndex(of: 0) else { return (text, "") }
    return (Data(self[startIndex..<place]).text, Data(self[index(after: place)...]).text)
  }

  /// Picks one by the first byte; the rest is for it.
  func choose<Element>(from all: [Element]) -> (Element, Data)? {
    guard let first else { return nil }
    return (all[Int(first) % all.count], Data(dropFirst()))
  }
}
