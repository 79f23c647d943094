import ArgumentParser
import Documents
import Edge
import Foundation
import Hummingbird
import Integrations
import Ledger
import Logging
import Server
import ServiceLifecycle
import NIOConcurrencyHelpers
import Telemetry
import Timers
import UnixSignals
import Workflow

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Runs the daemon.")

  @Option(help: "The data directory.") var data: String?
  @Option(help: "Where to listen: 127.0.0.1:8080, or the path of a socket. Port 0 picks one.") var listen: String?
  @Option(help: "The directory of the keys, where that is not in the data directory.") var keys: String?
  @Option(help: "The settings, as YAML.") var config: String?

  func run() async throws {
    OpenFiles.raiseLimit()
    let environment = System.environment
    let arguments = ["listen": listen, "keys": keys].compactMapValues { $0 }
    let settings = try await Settings.read(file: config, arguments: arguments, environment: environment)
    guard let path = data ?? environment["COUNTERSIGN_DATA"] else {
      throw ValidationError("Say where the data lies: --data DIR.")
    }
    let directory = DataDirectory(path: path, keys: settings.keyDirectory)
    try directory.requireLog()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let ledger = try directory.open(origin: settings.origin, witnesses: settings.witnesses)
    try await Daemon(settings: settings, ledger: ledger, copies: path + "/git").run()
  }
}

/// The wiring: which part is handed to which.
struct Daemon {
  /// Below systemd's default of 90 seconds, and above the edge's own time to drain.
  private static let shutdownSecondsMax = 30

  private let settings: Settings
  private let ledger: Ledger
  private let git: GitPlaces
  private let logger: Logger
  private let observing: Observing
  private let policy: AddressPolicy
  private let workflows: [WorkflowFile]

  /// `copies` is the directory for copies of git repositories.
  init(settings: Settings, ledger: Ledger, copies: String) throws {
    git = GitPlaces(roots: settings.gitRoots, copies: copies)
    self.settings = settings
    self.ledger = ledger
    let isJSON = settings.logFormat == .json || (settings.logFormat == .auto && !System.isTerminal)
    let (level, meters) = (LogLevel(settings.logLevel), DaemonMeters())
    logger = Logger(label: "countersign") { _ in LogLines(level: level, isJSON: isJSON, lines: meters.logLines) }
    observing = Observing(
      meters: meters, logLevel: level, metricsAccess: settings.metricsAccess,
      startedAt: Double(System.sources.now().milliseconds) / 1000)
    policy = try AddressPolicy(allowedNetworks: settings.allowedNetworks)
    workflows = try settings.workflows.map(WorkflowFile.all(in:)) ?? []
  }

  func run() async throws {
    try await publish()
    let (outgoing, incoming, echoes) = (Nudge(), Nudge(), Nudge())
    let publicAddress = PublicAddress(settings.publicURL)
    let systemd = SystemdNotify(environment: System.environment)
    let deliverer = Deliverer(
      ledger: ledger, policy: policy, schedule: settings.deliveries, publicURL: { publicAddress.url }, nudge: outgoing,
      logger: logger, meters: observing.meters)
    let worker = HookWorker(
      ledger: ledger, policy: policy, git: git, defaultWorkflow: settings.workflow,
      publicURL: { publicAddress.url }, nudge: incoming, logger: logger)
    let echoing = HostEchoing(
      ledger: ledger, policy: policy, git: git, defaultWorkflow: settings.workflow,
      publicURL: { publicAddress.url }, nudge: echoes, logger: logger)
    let timers = TimerService(ledger: ledger, logger: logger)
    let policy = policy
    let backups = settings.backup.directory.map {
      Backups(of: ledger, in: $0, keepDays: settings.backup.keepDays)
    }
    let backupService = BackupService(
      backups: backups, everyMinutes: settings.backup.everyMinutes, sources: ledger.sources, logger: logger)
    let issuerClients = HTTPClients()
    let certificate = try settings.tls.map(TLSCertificate.init)
    let network = NetworkPolicy(
      proxies: settings.network.proxies, limiter: RateLimiter(perMinute: settings.network.rates)
    ) { (certificate?.status).map { .init(expiresAt: $0.expiresAt, isStale: $0.failure != nil) } }
    let services = ServerServices(
      ledger: ledger, logger: logger, publicURL: { publicAddress.url }, defaultWorkflow: settings.workflow,
      version: Countersign.versionNumber, checkTarget: { url, field in try policy.check(url, field: field) },
      onIncoming: { incoming() }, onEndpointChange: { outgoing() },
      endpointKinds: Kinds(operations: EndpointOperations(ledger: ledger, publicURL: { publicAddress.url })),
      hostKinds: Hosts(git: git),
      backups: backups,
      signIn: try settings.signIn.signIn(policy: policy, clients: issuerClients, sources: ledger.sources),
      observing: observing, network: network)
    let router = ServerRouter.make(services, receiver: Receiver(hooks: HookReceiver(ledger: ledger)))
    let edge = EdgeServer(
      configuration: EdgeConfiguration(
        address: address, tls: certificate, client: { network.proxies.client(ofPeer: $0) }),
      responder: HeadResponder(router.buildResponder()), logger: logger, meters: observing.meters
    ) { [logger, settings] address in
      publicAddress.bound(to: address, isSecure: settings.tls != nil)
      logger.notice("listening", metadata: ["address": "\(address)"])
      systemd.ready()
    }
    let watch = WriterWatch(ledger: ledger, logger: logger)
    let signal = LogLevelSignal(level: observing.logLevel, logger: logger)
    let renewal = CertificateWatch(certificate: certificate, logger: logger)
    // Services end from the last to the first: the trail keeps who reads until nobody can.
    let trail = TrailService(ledger: ledger, logger: logger)
    let credentials = CredentialService(ledger: ledger, logger: logger) { await issuerClients.shutdown() }
    try await group([
      watch, signal, trail, credentials, deliverer, worker, echoing, timers, backupService, systemd, renewal,
      MemoryTrim(), edge,
    ]).run()
    try ledger.close()
    logger.info("stopped")
  }

  /// What is compiled in and what lies in the settings' directory; neither replaces what people have published.
  private func publish() async throws {
    try await BuiltInFiles.publish(to: ledger, workflows: workflows)
    for file in workflows where try await ledger.workflow(file.name)?.yaml != file.yaml {
      logger.warning(
        "a workflow's file is not what is in force: somebody has published another over the API",
        metadata: ["workflow": "\(file.name)", "file": "\(file.path)"])
    }
    guard try await ledger.workflow(settings.workflow) != nil else {
      throw CommandFailure("workflow: there is no workflow '\(settings.workflow)'.")
    }
  }

  private func group(_ services: [any Service]) -> ServiceGroup {
    var configuration = ServiceGroupConfiguration(
      services: services.map {
        .init(
          service: NamedService(service: $0), successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(Self.shutdownSecondsMax)
    return ServiceGroup(configuration: configuration)
  }

  /// A socket from systemd goes before the setting.
  private var address: EdgeConfiguration.Address {
    let handed = SocketActivation.fileDescriptors(environment: System.environment, processID: System.processID)
    return handed.first.map(EdgeConfiguration.Address.fileDescriptor) ?? settings.listen
  }
}

/// Ends the daemon, and not in good order, once the ledger had to stop writing: a restart reads again what the disk has.
private struct WriterWatch: Service {
  let ledger: Ledger
  let logger: Logger

  func run() async throws {
    let failure = try? await cancelWhenGracefulShutdown { try await ledger.untilStopped() }
    guard let failure else { return }
    logger.critical("writing has stopped: start the daemon again", metadata: ["reason": "\(failure)"])
    throw CommandFailure("writing has stopped: \(failure)")
  }
}

/// How others reach the daemon: as the settings say, else where it came to listen.
private final class PublicAddress: Sendable {
  private let address: NIOLockedValueBox<String>
  private let isSet: Bool

  init(_ setting: String?) {
    isSet = setting != nil
    address = NIOLockedValueBox(setting ?? "http://localhost")
  }

  var url: String { address.withLockedValue { $0 } }

  func bound(to address: String, isSecure: Bool) {
    guard !isSet, !address.hasPrefix("/") else { return }
    self.address.withLockedValue { $0 = (isSecure ? "https://" : "http://") + address }
  }
}

/// Hands what the routes ask of endpoints to those who deliver; neither knows the other.
private struct Kinds: EndpointKinds {
  let operations: EndpointOperations

  func check(kind: String, url: String, settings: [String: Value]) throws(Refusal) -> EndpointTraits {
    EndpointTraits(try operations.check(kind: kind, url: url, settings: settings))
  }

  func traits(of kind: String) -> EndpointTraits? { operations.traits(of: kind).map(EndpointTraits.init) }

  func makeSecret(kind: String, settings: [String: Value]) throws(Refusal) -> (secret: String, shown: String)? {
    try operations.makeSecret(kind: kind, settings: settings)
  }

  func isSecret(setting: String) -> Bool { EndpointSecrets.isSecret(setting: setting) }

  var overlapSeconds: Double { EndpointOperations.overlapSeconds }

  func preview(_ endpoint: EndpointRecord, sealed: EndpointSecret) async throws -> String {
    try await operations.preview(endpoint, sealed: sealed)
  }

  func testBody(for endpoint: EndpointRecord) throws -> Data { try operations.testBody(for: endpoint) }

  func replay(_ endpoint: EndpointRecord, after position: Int64, until end: Int64) async throws -> Int {
    try await operations.replay(endpoint, after: position, until: end)
  }
}

extension EndpointTraits {
  fileprivate init(_ traits: TargetTraits) {
    self.init(defaultEventTypes: traits.defaultEventTypes, hasSecretAddress: traits.hasSecretAddress)
  }
}

/// Tells the routes what hosts there are.
private struct Hosts: HostKinds {
  let git: GitPlaces

  func check(host: String, repository: String) throws(Refusal) -> HostTraits {
    guard let kind = GitHosts.named(host) else {
      let kinds = GitHosts.all.map { $0.kind }.sorted().joined(separator: ", ")
      throw Refusal.field("host", "must be one of \(kinds).")
    }
    if kind == PlainGitHost.self {
      try PlainGitHost.check(repository: repository, roots: git.roots)
    } else {
      try kind.check(repository: repository)
    }
    return HostTraits(defaultAPI: kind.defaultAPI, hasAPI: host != "git")
  }
}

/// Hands the hosts' deliveries from the routes to the integrations; neither knows the other.
private struct Receiver: HookReceiving {
  let hooks: HookReceiver

  func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)? {
    try await hooks.receive(connection: connection, headers: headers, body: body)
  }
}
