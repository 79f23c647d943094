/// Where repositories of plain git may be read on this machine, and where a copy of one that is elsewhere is kept.
package struct GitPlace: Sendable {
  /// The directories under which a local repository may lie, as the operator named them.
  package let roots: [String]
  /// The directory of this connection's copy; it is made when it is first needed.
  package let mirror: String
  /// Which machines may be reached.
  let policy: AddressPolicy?

  package init(roots: [String], mirror: String, policy: AddressPolicy? = nil) {
    self.roots = roots
    self.mirror = mirror
    self.policy = policy
  }
}
