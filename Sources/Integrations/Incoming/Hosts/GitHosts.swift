/// The hosts that there are.
package enum GitHosts {
  package static let all: [any GitHost.Type] = [PlainGitHost.self]

  package static func named(_ kind: String) -> (any GitHost.Type)? { all.first { $0.kind == kind } }
}
