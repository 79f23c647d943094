import GRDB
import Workflow

/// Makes a document's state from its events.
enum DocumentReplay {
  /// The state after all events of its stream, or after those up to a log position; nil where it was not open then.
  static func state(of id: String, upTo position: Int64? = nil, in db: Database) throws -> DocumentState? {
    let cursor = try ReplayCursor(id, upTo: position ?? .max, in: db)
    var state: DocumentState?
    while let next = try cursor.next() { try take(next.event, at: next.position, into: &state, id: id) }
    return state
  }

  static func `continue`(
    _ before: DocumentState?, id: String, with events: [RecordedEvent]
  ) throws -> DocumentState {
    var state = before
    for recorded in events { try take(recorded.event, at: recorded.position, into: &state, id: id) }
    guard let state else { throw LogFailure(seq: 0, reason: "document '\(id)' was never opened") }
    return state
  }

  /// Takes one more event in, in its place.
  static func take(
    _ event: Event, at position: EventPosition, into state: inout DocumentState?, id: String
  ) throws {
    if state != nil {
      state?.evolve(event, at: position)
    } else if case .documentOpened(let opened) = event {
      state = DocumentState(id: id, opened: opened, at: position)
    } else {
      throw LogFailure(seq: position.seq, reason: "document '\(id)' was never opened")
    }
  }
}

/// The log holds what cannot be: start-up and replay stop, and name the position.
package struct LogFailure: Error, CustomStringConvertible {
  package let seq: Int64
  package let reason: String

  package var description: String { "The log cannot be read at position \(seq): \(reason)." }
}
