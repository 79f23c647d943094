/// Where plain git works on this machine, for all connections.
package struct GitPlaces: Sendable {
  /// The directories under which local repositories may lie; none unless the operator names them.
  package let roots: [String]
  /// The directory that copies of repositories elsewhere are kept in.
  package let copies: String

  package init(roots: [String], copies: String) {
    self.roots = roots
    self.copies = copies
  }

  func place(of connection: String, policy: AddressPolicy) -> GitPlace {
    GitPlace(roots: roots, mirror: copies + "/" + connection, policy: policy)
  }
}

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
