/// The doubles of all hosts that have an API.
enum HostDoubles {
  static let kinds = ["github"]

  static func make(_ kind: String) async throws -> any HostDouble {
    try await GitHubHostDouble()
  }
}
