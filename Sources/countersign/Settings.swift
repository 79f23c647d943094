import Configuration
import Edge
import Foundation
import Integrations
import Ledger
import Logging
import Server
import Yams

enum LogFormat: String, CaseIterable {
  /// Text on a terminal, JSON elsewhere.
  case auto
  case json, text
}

/// What the daemon is told: defaults, then the file, then the environment, then the command line.
struct Settings {
  let listen: EdgeConfiguration.Address
  let publicURL: String?
  let allowedNetworks: [String]
  let workflow: String
  /// A directory of YAML files.
  let workflows: String?
  let logLevel: Logger.Level
  let logFormat: LogFormat
  let metricsAccess: MetricsAccess
  let tls: EdgeConfiguration.TLSFiles?
  let network: NetworkSettings
  /// The directory of the keys, where that is not in the data directory.
  let keyDirectory: String?
  /// The first line of a checkpoint.
  let origin: String?
  /// Whose cosignatures are taken.
  let witnesses: [NoteKey]
  let backup: BackupSettings
  let deliveries: RetrySchedule
  /// The directories under which git repositories on this machine may be read.
  let gitRoots: [String]
  let signIn: SignInSetup

  static let keys = Setting.all.map(\.name)
  static let prefix = "COUNTERSIGN_"
  /// Of the client, and of tests.
  private static let otherNames: Set<String> = ["COUNTERSIGN_URL", "COUNTERSIGN_TOKEN", "COUNTERSIGN_SHARED"]

  static func read(file: String?, arguments: [String: String], environment: [String: String]) async throws -> Settings {
    try refuseUnknown(environment)
    if let file { try refuseUnknown(inFile: file) }
    var providers: [any ConfigProvider] = [inMemory(arguments), variables(environment)]
    if let file {
      let place = ConfigReader(provider: inMemory(["filePath": file]))
      providers.append(try await FileProvider<YAMLSnapshot>(config: place))
    }
    return try Settings(ConfigReader(providers: providers))
  }

  private static func inMemory(_ values: [String: String]) -> InMemoryProvider {
    let pairs = values.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) }
    return InMemoryProvider(values: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
  }

  private static func variables(_ environment: [String: String]) -> EnvironmentVariablesProvider {
    let own = environment.filter { $0.key.hasPrefix(prefix) }
    return EnvironmentVariablesProvider(
      environmentVariables: Dictionary(
        own.map { (String($0.key.dropFirst(prefix.count)), $0.value) }, uniquingKeysWith: { first, _ in first }))
  }

  private static func refuseUnknown(_ environment: [String: String]) throws {
    let known = Set(Setting.all.map(\.variable)).union(otherNames)
    if let name = environment.keys.sorted().first(where: { $0.hasPrefix(prefix) && !known.contains($0) }) {
      throw CommandFailure("\(name) is no setting; there are \(known.sorted().joined(separator: ", ")).")
    }
  }

  private static func refuseUnknown(inFile path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure("'\(path)' cannot be read.")
    }
    guard let root = try Yams.compose(yaml: text) else { return }
    for (name, line) in names(in: root) where !keys.contains(name) {
      throw CommandFailure(
        "\(path), line \(line): '\(name)' is no setting; there are \(keys.sorted().joined(separator: ", ")).")
    }
  }

  private static func names(in node: Node, under prefix: String = "") -> [(name: String, line: Int)] {
    guard case .mapping(let mapping) = node else { return [(prefix, node.mark?.line ?? 0)] }
    return mapping.flatMap { key, value in
      let name = (prefix.isEmpty ? "" : prefix + ".") + (key.string ?? "")
      if case .mapping = value { return names(in: value, under: name) }
      return [(name, key.mark?.line ?? 0)]
    }
  }

  private init(_ reader: ConfigReader) throws {
    let address = try reader.text("listen") ?? "127.0.0.1:8080"
    guard let listen = Self.address(address) else {
      throw CommandFailure("listen: '\(address)' is neither an address and a port, such as 127.0.0.1:8080, nor a path.")
    }
    self.listen = listen
    publicURL = try reader.text("public_url").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    allowedNetworks = try reader.list("allowed_networks")
    gitRoots = try Self.gitRoots(reader)
    workflow = try reader.text("workflow") ?? "sign-off"
    workflows = try reader.text("workflows")
    keyDirectory = try reader.text("keys")
    origin = try Self.origin(reader)
    witnesses = try Self.witnesses(reader)
    logLevel = try reader.word("log.level", default: .info)
    metricsAccess = try reader.word("metrics.access", default: .local)
    backup = try BackupSettings(reader)
    deliveries = try RetrySchedule(reader)
    signIn = try SignInSetup(reader)
    network = try NetworkSettings(reader)
    logFormat = try reader.word("log.format", default: .auto)
    switch (try reader.text("tls.certificate"), try reader.text("tls.key")) {
    case (let certificate?, let key?):
      tls = EdgeConfiguration.TLSFiles(certificateChainPath: certificate, privateKeyPath: key)
    case (nil, nil): tls = nil
    default: throw CommandFailure("tls.certificate and tls.key go together: one of them is missing.")
    }
  }

  private static func gitRoots(_ reader: ConfigReader) throws -> [String] {
    let roots = try reader.list("git.roots")
    if let wrong = roots.first(where: { !$0.hasPrefix("/") }) {
      throw CommandFailure("git.roots: '\(wrong)' does not begin with '/': name the whole path of a directory.")
    }
    return roots
  }

  private static func origin(_ reader: ConfigReader) throws -> String? {
    guard let origin = try reader.text("origin") else { return nil }
    guard NoteKey(name: origin, publicKey: Data(count: 32)) != nil else {
      throw CommandFailure("origin: '\(origin)' has a space or a '+': write a name such as example.org/countersign.")
    }
    return origin
  }

  private static func witnesses(_ reader: ConfigReader) throws -> [NoteKey] {
    try reader.list("witnesses").map { text in
      guard let key = NoteKey(text), key.kind == .cosignature else {
        throw CommandFailure("witnesses: '\(text)' is no verifier key of a witness (name+hash+key, of type 4).")
      }
      return key
    }
  }

  private static func address(_ text: String) -> EdgeConfiguration.Address? {
    if text.hasPrefix("/") { return .unixSocket(path: text) }
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    return host.isEmpty ? nil : .tcp(host: host, port: port)
  }
}
