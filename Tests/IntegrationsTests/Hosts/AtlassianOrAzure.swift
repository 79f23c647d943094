import Integrations
import TestSupport
import Testing

/// Bitbucket in both its forms, and Azure DevOps: each with a double of it.
enum AtlassianOrAzure: String, CaseIterable, CustomTestStringConvertible {
  case cloud = "bitbucket_cloud"
  case server = "bitbucket_server"
  case azure = "azure_devops"

  /// For the whole run: they live as long as the process.
  private static let clients = HTTPClients()

  var testDescription: String { rawValue }

  /// A page has few items where the host leaves its size to itself.
  func double(_ repository: HostedRepository = HostedRepository(), pageMax: Int = 3) async throws -> any HostDouble {
    switch self {
    case .cloud: try await BitbucketCloudDouble(repository, pageMax: pageMax)
    case .server: try await BitbucketServerDouble(repository, pageMax: pageMax)
    case .azure: try await AzureDevOpsDouble(repository)
    }
  }

  var host: any GitHost.Type {
    switch self {
    case .cloud: BitbucketCloudHost.self
    case .server: BitbucketServerHost.self
    case .azure: AzureDevOpsHost.self
    }
  }

  /// The host as a connection would ask its double.
  func asking(_ double: any HostDouble, token: String? = nil) throws -> any GitHost {
    let client = TargetClient(
      clients: Self.clients, policy: try AddressPolicy(allowedNetworks: ["127.0.0.0/8"]),
      answerBytesMax: HostAPI.answerBytesMax)
    return host.init(
      HostAPI(
        repository: double.repositoryName, base: double.url + "/", token: token ?? double.token,
        username: double.username, client: client))
  }
}

/// What a call failed with; nil where it did not.
func failure<Result>(_ call: () async throws(DeliveryFailure) -> Result) async -> DeliveryFailure? {
  do throws(DeliveryFailure) {
    _ = try await call()
    return nil
  } catch {
    return error
  }
}
