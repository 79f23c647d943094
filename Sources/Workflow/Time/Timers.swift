extension DocumentState {
  /// The next moment at which time alone may change something; nil where none is in sight.
  package var nextTimer: Timestamp? { nil }
}
