import Testing

/// What every host's API must do, at the doubles of Bitbucket and Azure DevOps.
@Suite struct HoldingBitbucketAndAzure {
  typealias Kind = AtlassianOrAzure

  private static func contract(_ kind: Kind) async throws -> HostContract {
    try HostContract(try await kind.double(pageMax: 100))
  }

  @Test("commits are listed to the end", arguments: Kind.allCases)
  func commits(_ kind: Kind) async throws { try await Self.contract(kind).listsCommits() }

  @Test("forced branches are told of", arguments: Kind.allCases)
  func forced(_ kind: Kind) async throws { try await Self.contract(kind).tellsForcedBranches() }

  @Test("changes are told of", arguments: Kind.allCases)
  func changes(_ kind: Kind) async throws { try await Self.contract(kind).tellsChanges() }

  @Test("files are read", arguments: Kind.allCases)
  func files(_ kind: Kind) async throws { try await Self.contract(kind).readsFiles() }

  @Test("many files are listed", arguments: Kind.allCases)
  func manyFiles(_ kind: Kind) async throws { try await Self.contract(kind).listsManyFiles() }
}
