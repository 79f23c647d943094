import Configuration
import Edge
import Foundation
import Integrations
import Ledger
import Logging
import Server
import Yams

/// What the daemon is told: defaults, then the file, then the environment, then the command line.
struct Settings {
  let listen: EdgeConfiguration.Address
  let publicURL: String?
  let allowedNetworks: [String]
  let workflow: String
  /// A directory of YAML files.
  let workflows: String?
  let logLevel: Logger.Level
  let logFormat: String
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
    let address = reader.string(forKey: "listen", default: "127.0.0.1:8080")
    guard let listen = Self.address(address) else {
      throw CommandFailure("listen: '\(address)' is neither an address and a port, such as 127.0.0.1:8080, nor a path.")
    }
    self.listen = listen
    let url = reader.string(forKey: "public_url")
    publicURL = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    allowedNetworks = reader.stringArray(forKey: "allowed_networks", default: [])
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    gitRoots = try Self.gitRoots(reader)
    workflow = reader.string(forKey: "workflow", default: "sign-off")
    workflows = reader.string(forKey: "workflows").flatMap { $0.isEmpty ? nil : $0 }
    keyDirectory = reader.string(forKey: "keys").flatMap { $0.isEmpty ? nil : $0 }
    origin = try Self.origin(reader)
    witnesses = try Self.witnesses(reader)
    let level = reader.string(forKey: "log.level", default: "info")
    guard let logLevel = Logger.Level(rawValue: level) else {
      throw CommandFailure("log.level: '\(level)' is none of trace, debug, info, notice, warning, error, critical.")
    }
    self.logLevel = logLevel
    let access = reader.string(forKey: "metrics.access", default: MetricsAccess.local.rawValue)
    guard let metricsAccess = MetricsAccess(rawValue: access) else {
      throw CommandFailure("metrics.access: '\(access)' is none of local, token, open.")
    }
    self.metricsAccess = metricsAccess
    backup = try BackupSettings(reader)
    deliveries = try RetrySchedule(reader)
    signIn = try SignInSetup(reader)
    network = try NetworkSettings(reader)
    logFormat = reader.string(forKey: "log.format", default: "auto")
    guard ["auto", "json", "text"].contains(logFormat) else {
      throw CommandFailure("log.format: '\(logFormat)' is none of auto, json, text.")
    }
    switch (reader.string(forKey: "tls.certificate"), reader.string(forKey: "tls.key")) {
    case (let certificate?, let key?):
      tls = EdgeConfiguration.TLSFiles(certificateChainPath: certificate, privateKeyPath: key)
    case (nil, nil): tls = nil
    default: throw CommandFailure("tls.certificate and tls.key go together: one of them is missing.")
    }
  }

  private static func gitRoots(_ reader: ConfigReader) throws -> [String] {
    let roots = reader.stringArray(forKey: "git.roots", default: [])
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    if let wrong = roots.first(where: { !$0.hasPrefix("/") }) {
      throw CommandFailure("git.roots: '\(wrong)' does not begin with '/': name the whole path of a directory.")
    }
    return roots
  }

  private static func origin(_ reader: ConfigReader) throws -> String? {
    guard let origin = reader.string(forKey: "origin"), !origin.isEmpty else { return nil }
    guard NoteKey(name: origin, publicKey: Data(count: 32)) != nil else {
      throw CommandFailure("origin: '\(origin)' has a space or a '+': write a name such as example.org/countersign.")
    }
    return origin
  }

  private static func witnesses(_ reader: ConfigReader) throws -> [NoteKey] {
    try reader.stringArray(forKey: "witnesses", default: []).map { text in
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
