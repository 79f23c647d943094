extension Duration {
  /// Milliseconds as they stand in the log: to the microsecond.
  package var loggedMilliseconds: Double { (self / .milliseconds(1) * 1000).rounded() / 1000 }
}
