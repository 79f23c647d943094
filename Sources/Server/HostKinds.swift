package import Workflow

/// What the routes ask of those who know the git hosts.
package protocol HostKinds: Sendable {
  /// Throws a refusal that names the field and the remedy.
  func check(host: String, repository: String) throws(Refusal) -> HostTraits
}

package struct HostTraits: Sendable {
  /// Where its API is unless a connection says otherwise; nil where a connection must say so.
  package let defaultAPI: String?
  /// Whether there is an API at all.
  package let hasAPI: Bool

  package init(defaultAPI: String?, hasAPI: Bool) {
    self.defaultAPI = defaultAPI
    self.hasAPI = hasAPI
  }
}
