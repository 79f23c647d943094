import ServiceLifecycle

/// A service that the log calls by its type alone: what starts and ends the services describes them with all that they
/// hold, the environment included.
struct NamedService: Service, CustomStringConvertible {
  let service: any Service

  var description: String { "\(type(of: service))" }

  func run() async throws { try await service.run() }
}
