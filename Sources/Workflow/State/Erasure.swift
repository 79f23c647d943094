/// Why an event of a document says less than it did.
package struct Erasure: Hashable, Sendable {
  package let reason: String
  package let by: String
  package let at: Timestamp
  /// The log position of the erasure.
  package let seq: Int64
}
