/// What the writer is made to do wrong, so that the tests of durability can show that they would notice.
///
/// For that harness alone; the daemon has none.
package struct WriterFaults: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// `synchronous = NORMAL`: a commit is not fsynced.
  package static let commitsWithoutSync = WriterFaults(rawValue: 1)
  /// Callers are told before the commit.
  package static let answersBeforeCommit = WriterFaults(rawValue: 2)
  /// What a refused command has written stays.
  package static let keepsRefused = WriterFaults(rawValue: 4)
}
