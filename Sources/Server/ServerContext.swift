package import Hummingbird
package import Ledger
package import Logging
import NIOConcurrencyHelpers
import NIOCore
package import Workflow

/// What a request carries through the middleware to its route.
package struct ServerContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Who asks: the peer, or whom a trusted proxy asks for. Nil on a Unix socket.
  package var remoteAddress: String?
  /// The same, where it is an address that can be read.
  var remoteIP: IPAddress?
  /// Whether the client came by TLS, here or to the proxy.
  package var isSecure = false
  /// Whether only the answer's head was asked for: what is asked of the routes is a GET.
  var isHead = false
  /// What its limits leave it, for the answer's headers.
  let standing = StandingBox()
  /// The connection, or the stream of it: for answers that are written at its pace.
  let channel: any Channel
  package var requestID = ""
  /// Nil on the open routes.
  package var caller: Caller? {
    didSet { witness.userID = caller?.id }
  }
  /// The document that the path leads to, once it is known that the caller may know of it.
  var documentPlace: (id: String, project: String?)?
  /// What those before this in the middleware may know of it afterwards.
  let witness = RequestWitness()
  /// Where it comes from, as events say it: `api`, or `web` for a page.
  var source = "api"
  /// What a page's forms carry.
  var pageForm = PageFormSeal()

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress?.ipAddress
    channel = source.channel
  }

  /// Who asks; every route behind the authentication has one.
  func known() throws(Refusal) -> Caller {
    guard let caller else { throw Refusal(.forbidden, "not_authenticated", "A token is needed.") }
    return caller
  }

  func metadata(source other: String? = nil) -> EventMetadata {
    EventMetadata(requestID: requestID, source: other ?? source, ip: remoteAddress)
  }
}

/// What came to be known of a request on its way: shared by all copies of its context.
final class RequestWitness: Sendable {
  private let known = NIOLockedValueBox<String?>(nil)

  var userID: String? {
    get { known.withLockedValue { $0 } }
    set { known.withLockedValue { $0 = newValue } }
  }
}

/// Who asks, as their token or their session says.
package struct Caller: Sendable {
  package let id: String
  package let kind: ActorKind
  package let credential: CallerCredential
  /// Nil may all that the user may.
  package var scopes: Set<TokenScope>?

  /// How readers are recorded.
  package var tokenID: String { credential.description }

  var actor: Actor { Actor(id: id, kind: kind) }
}

/// What every route works with.
package struct ServerServices: Sendable {
  package let ledger: Ledger
  package let logger: Logger
  /// How others reach the daemon; known once it listens.
  package let publicURL: @Sendable () -> String
  package let defaultWorkflow: String
  package let version: String
  /// Refuses an address that nothing may be sent to.
  package let checkTarget: @Sendable (_ url: String, _ field: String) async throws -> Void
  /// Told when a host's delivery was stored, and when an endpoint changed.
  package let onIncoming: @Sendable () -> Void
  package let onEndpointChange: @Sendable () -> Void
  package let endpointKinds: any EndpointKinds
  package let hostKinds: any HostKinds
  /// Nil where the settings name no directory for them.
  package let backups: Backups?
  package let signIn: SignIn
  package let observing: Observing
  /// Proxies and rate limits.
  package let network: NetworkPolicy

  package init(
    ledger: Ledger, logger: Logger, publicURL: @escaping @Sendable () -> String, defaultWorkflow: String,
    version: String, checkTarget: @escaping @Sendable (_ url: String, _ field: String) async throws -> Void,
    onIncoming: @escaping @Sendable () -> Void, onEndpointChange: @escaping @Sendable () -> Void,
    endpointKinds: any EndpointKinds, hostKinds: any HostKinds,
    backups: Backups? = nil, signIn: SignIn = SignIn(), observing: Observing = Observing(),
    network: NetworkPolicy = NetworkPolicy()
  ) {
    self.ledger = ledger
    self.logger = logger
    self.publicURL = publicURL
    self.defaultWorkflow = defaultWorkflow
    self.version = version
    self.checkTarget = checkTarget
    self.onIncoming = onIncoming
    self.onEndpointChange = onEndpointChange
    self.endpointKinds = endpointKinds
    self.hostKinds = hostKinds
    self.backups = backups
    self.signIn = signIn
    self.observing = observing
    self.network = network
  }

  func requireAdmin(_ caller: Caller) throws(Refusal) {
    guard ledger.directory.isAdmin(caller.id) else {
      throw Refusal(.forbidden, "not_allowed", "'\(caller.id)' is no admin: this is for admins.")
    }
  }

  func requireWriter(_ caller: Caller, in project: String? = nil) throws(Refusal) {
    guard ledger.directory.mayWrite(caller.id, in: project) else {
      throw Refusal.readOnly(caller)
    }
  }
}

extension Refusal {
  static func readOnly(_ caller: Caller) -> Refusal {
    Refusal(.forbidden, "read_only", "'\(caller.id)' may read here and not write: ask for a role.")
  }
}
