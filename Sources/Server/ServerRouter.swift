import Documents
package import Hummingbird
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// All routes of the daemon.
package enum ServerRouter {
  package static func make(_ services: ServerServices, receiver: any HookReceiving) -> Router<ServerContext> {
    let router = Router(context: ServerContext.self)
    router.add(middleware: AnswerHeaders(proxies: services.network.proxies))
    router.add(middleware: RequestLogging(services: services))
    router.add(middleware: PageProblems(services: services))
    router.add(middleware: AddressLimits(limiter: services.network.limiter))
    let shared = CheckBox()
    router.add(middleware: UnknownRoute { shared.value })
    OperationsRoutes(services: services).add(to: router)
    DescriptionRoutes().add(to: router)
    let connections = ConnectionRoutes(services: services, receiver: receiver)
    connections.addHooks(to: router)
    LinkRoutes(services: services).add(to: router)
    LoginRoutes(services: services).add(to: router)
    let group = router.group("api/v1").add(middleware: Authentication(services: services))
      .add(middleware: TokenLimits(limiter: services.network.limiter)).add(middleware: Permitting(services: services))
      .add(middleware: MediaTypes()).add(middleware: RecordingReads(services: services))
    addInterface(to: group, services, connections)
    let inner = Router(context: ServerContext.self)
    // Who reads a page is recorded with the page.
    addInterface(
      to: inner.group("api/v1").add(middleware: Permitting(services: services)), services, connections)
    PageRoutes(services: services, api: InnerAPI(inner, logger: services.logger)).add(to: router)
    let differences = PermissionMatrix.differences(from: router)
    precondition(differences.isEmpty, "The routes and the permission matrix differ: \(differences)")
    shared.value = MethodCheck(router)
    return router
  }

  /// The interface behind `/api/v1`: for clients, and for the pages inside the process.
  private static func addInterface(
    to group: RouterGroup<ServerContext>, _ services: ServerServices, _ connections: ConnectionRoutes
  ) {
    RegistryRoutes(services: services).add(to: group)
    ProjectRoutes(services: services).add(to: group)
    PipelineRoutes(services: services).add(to: group)
    WorkflowRoutes(services: services).add(to: group)
    PeopleRoutes(services: services).add(to: group)
    GroupRoutes(services: services).add(to: group)
    PeopleFileRoutes(services: services).add(to: group)
    TokenRoutes(services: services).add(to: group)
    SessionRoutes(services: services).add(to: group)
    SavedSearchRoutes(services: services).add(to: group)
    DocumentRoutes(services: services).add(to: group)
    ImportRoutes(services: services).add(to: group)
    DraftRoutes(services: services).add(to: group)
    ReviewRoutes(services: services).add(to: group)
    GateRoutes(services: services).add(to: group)
    DelegationRoutes(services: services).add(to: group)
    CommentRoutes(services: services).add(to: group)
    AuditRoutes(services: services).add(to: group)
    LogRoutes(services: services).add(to: group)
    ErasureRoutes(services: services).add(to: group)
    TrailRoutes(services: services).add(to: group)
    ReadingRoutes(services: services).add(to: group)
    ReportRoutes(services: services).add(to: group)
    BackupRoutes(services: services).add(to: group)
    LogLevelRoutes(services: services).add(to: group)
    EchoRoutes(services: services).add(to: group)
    RebuildRoutes(services: services).add(to: group)
    EndpointRoutes(services: services).add(to: group)
    DeliveryRoutes(services: services).add(to: group)
    connections.add(to: group)
    ChangeRequestRoutes(services: services).add(to: group)
    ReconciliationRoutes(services: services).add(to: group)
  }
}

/// The routes, known once all of them are added; set once, then read by every request.
private final class CheckBox: Sendable {
  private let check = NIOLockedValueBox<MethodCheck?>(nil)

  var value: MethodCheck? {
    get { check.withLockedValue { $0 } }
    set { check.withLockedValue { $0 = newValue } }
  }
}
