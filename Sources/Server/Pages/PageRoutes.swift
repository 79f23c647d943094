import Hummingbird

/// The pages for people, behind the sign-in.
struct PageRoutes {
  let services: ServerServices
  let api: InnerAPI

  func add(to router: Router<ServerContext>) {
    PageAssets.add(to: router)
    SignInPage(services: services).add(to: router)
    let group = router.group().add(middleware: PageAuthentication(services: services))
      .add(middleware: TokenLimits(limiter: services.network.limiter)).add(middleware: Permitting(services: services))
      .add(middleware: RecordingReads(services: services))
    InboxPage(services: services, api: api).add(to: group)
    DocumentPage(services: services).add(to: group)
    EditPage(services: services, api: api).add(to: group)
    ComparePage(services: services).add(to: group)
    HistoryPage(services: services, api: api).add(to: group)
    PrintPage(services: services).add(to: group)
    AuditPage(services: services).add(to: group)
    ProjectsPage(services: services).add(to: group)
    BoardPage(services: services).add(to: group)
    SearchPage(services: services).add(to: group)
    IntegrationsPage(services: services, api: api).add(to: group)
    EndpointPage(services: services, api: api).add(to: group)
    ConnectionPage(services: services, api: api).add(to: group)
    DeliveryPage(services: services, api: api).add(to: group)
    SetupPage(services: services, api: api).add(to: group)
    ReportsPage(services: services).add(to: group)
    FormRoutes(services: services, api: api).add(to: group)
  }
}
