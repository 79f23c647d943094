import Foundation
import TestSupport
import Testing
import Workflow

@testable import Integrations

/// Nothing is sent into networks that an operator has not named, however the address is written.
@Suite struct RefusingAddresses {
  /// Hosts that stand for an address of a special range, each in some writing of it.
  private static let hosts = [
    // This host, in its many writings.
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "0.1.2.3", "2130706433", "0x7f000001", "0x7f.1",
    "0x7F.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "0177.1", "127.0x1", "127.00000.0.1", "localhost", "LOCALHOST",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::FFFF:7F00:0001]", "[::127.0.0.1]", "[::7f00:1]",
    // Private networks.
    "10.0.0.1", "10.255.255.255", "10.1", "167772161", "0x0a000001", "012.0.0.1", "172.16.0.1", "172.31.255.255",
    "172.16.1", "192.168.0.1", "192.168.1", "3232235521", "0xC0A80001", "0300.0250.0.1", "[::ffff:10.0.0.1]",
    "[::ffff:192.168.0.1]", "[::ffff:ac10:1]", "[fc00::1]", "[fd00::1]", "[fdff:ffff::1]", "[fec0::1]", "100.64.0.1",
    "100.127.255.255", "[::ffff:100.64.0.1]",
    // The link, and what clouds hand out there.
    "169.254.169.254", "169.254.0.1", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[febf::1]", "[fd00:ec2::254]",
    // For documents, measurements, protocols, relays, groups, and nobody.
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.7", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "4294967295", "[ff02::1]", "[2001::1]", "[2001:db8::1]",
    "[2002:7f00:1::1]", "[2002:a9fe:a9fe::1]", "[3fff::1]", "[100::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]", "[5f00::1]",
  ]

  @Test("there are eighty forms and more, each once")
  func count() { #expect(Set(Self.hosts).count == Self.hosts.count && Self.hosts.count >= 80) }

  @Test("an address of a special range is refused in every writing, at creation", arguments: hosts)
  func refused(host: String) throws {
    let policy = try AddressPolicy(allowedNetworks: [])
    #expect {
      try policy.check("https://\(host)/hook", field: "url")
    } throws: { error in
      (error as? Refusal)?.errors.map(\.field) == ["url"]
    }
  }

  @Test(
    "what is no plain http address is refused",
    arguments: [
      "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:25/", "https://", "https:///hook", "example.org",
      "javascript:alert(1)", "https://user:secret@example.org/", "https://user@93.184.216.34/", "http://[::1", "",
    ])
  func noAddress(url: String) throws {
    let policy = try AddressPolicy(allowedNetworks: [])
    #expect(throws: Refusal.self) { try policy.check(url, field: "url") }
  }

  @Test(
    "public addresses are let through",
    arguments: [
      "93.184.216.34", "1.1.1.1", "[2606:4700:4700::1111]", "172.32.0.1", "100.128.0.1", "192.0.1.1", "11.0.0.1",
    ])
  func allowed(host: String) throws {
    try AddressPolicy(allowedNetworks: []).check("https://\(host)/hook", field: "url")
  }

  @Test("a network that the operator names is open, and what clouds hand out only where it is named to the bit")
  func named() throws {
    let policy = try AddressPolicy(allowedNetworks: ["127.0.0.0/8", "169.254.0.0/16", "fd00::/8"])
    try policy.check("http://127.0.0.1/", field: "url")
    try policy.check("http://[::ffff:127.0.0.1]/", field: "url")
    try policy.check("http://169.254.1.1/", field: "url")
    for host in ["169.254.169.254", "[fd00:ec2::254]", "10.0.0.1"] {
      #expect(throws: Refusal.self) { try policy.check("http://\(host)/", field: "url") }
    }
    try AddressPolicy(allowedNetworks: ["169.254.169.254/32"]).check("http://169.254.169.254/", field: "url")
  }

  @Test("it is asked again at every connection, by the address that is dialled")
  func atConnection() async throws {
    let receiver = try await LoopbackReceiver()
    let clients = HTTPClients()
    for (networks, failure) in [(["127.0.0.0/8"], nil), ([], DeliveryFailure.Kind.refusedAddress)]
      as [([String], DeliveryFailure.Kind?)]
    {
      let client = TargetClient(clients: clients, policy: try AddressPolicy(allowedNetworks: networks))
      var met: DeliveryFailure?
      do throws(DeliveryFailure) {
        _ = try await client.send(TargetRequest("POST", receiver.url + "/hook", body: Data("{}".utf8)))
      } catch { met = error }
      #expect(met?.kind == failure)
    }
    #expect(receiver.requests.count == 1, "Nothing was sent once the network was closed.")
    await clients.shutdown()
  }

  @Test("a redirect is a failure, and is not followed")
  func redirect() async throws {
    let receiver = try await LoopbackReceiver { request in
      request.path == "/elsewhere"
        ? LoopbackReceiver.Answer() : LoopbackReceiver.Answer(status: 302, headers: ["location": "/elsewhere"])
    }
    let clients = HTTPClients()
    let client = TargetClient(clients: clients, policy: try AddressPolicy(allowedNetworks: ["127.0.0.0/8"]))
    let answer = try await client.send(TargetRequest("POST", receiver.url + "/hook"))
    #expect(answer.failure.kind == .redirect && receiver.requests.map(\.path) == ["/hook"])
    await clients.shutdown()
  }
}
