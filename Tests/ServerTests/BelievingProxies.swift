import HTTPTypes
import Server
import Testing

@Suite struct BelievingProxies {
  struct Way: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var proxies = ["10.0.0.0/8", "fd00::/8"]
    var peer: String? = "10.0.0.1"
    var headers: [(String, String)] = []
    let address: String?
    var isSecure = false
  }

  static let ways: [Way] = [
    Way(testDescription: "nobody said anything", address: "10.0.0.1"),
    Way(testDescription: "one hop", headers: [("X-Forwarded-For", "203.0.113.7")], address: "203.0.113.7"),
    Way(
      testDescription: "a stranger may say what it likes", peer: "198.51.100.1",
      headers: [("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7"), ("X-Forwarded-Proto", "https")],
      address: "198.51.100.1"),
    Way(
      testDescription: "what a client wrote itself stands left of what the proxy saw",
      headers: [("X-Forwarded-For", "127.0.0.1, 203.0.113.7")], address: "203.0.113.7"),
    Way(
      testDescription: "two proxies", headers: [("X-Forwarded-For", "1.2.3.4, 203.0.113.7, 10.9.9.9")],
      address: "203.0.113.7"),
    Way(
      testDescription: "two lines are one list",
      headers: [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", "203.0.113.7")], address: "203.0.113.7"),
    Way(testDescription: "all are proxies", headers: [("X-Forwarded-For", "10.1.1.1, 10.2.2.2")], address: "10.1.1.1"),
    Way(testDescription: "a port", headers: [("X-Forwarded-For", "203.0.113.7:4711")], address: "203.0.113.7"),
    Way(
      testDescription: "IPv6 with a port", headers: [("X-Forwarded-For", "[2001:DB8::1]:4711")], address: "2001:db8::1"),
    Way(testDescription: "IPv6", headers: [("X-Forwarded-For", "2001:db8:0:0::1")], address: "2001:db8::1"),
    Way(testDescription: "garbage", headers: [("X-Forwarded-For", "<script>")], address: "10.0.0.1"),
    Way(
      testDescription: "garbage after an address stops there", headers: [("X-Forwarded-For", "1.2.3.4, x")],
      address: "10.0.0.1"),
    Way(testDescription: "empty", headers: [("X-Forwarded-For", ", ,")], address: "10.0.0.1"),
    Way(
      testDescription: "the standard's header",
      headers: [("Forwarded", "for=1.2.3.4, for=\"[2001:db8::7]:80\";proto=https;by=10.0.0.1")], address: "2001:db8::7",
      isSecure: true),
    Way(
      testDescription: "a comma in quotes is none",
      headers: [("Forwarded", "for=203.0.113.7;by=\"a,for=1.2.3.4\"")], address: "203.0.113.7"),
    Way(
      testDescription: "a quote that does not end", headers: [("Forwarded", "for=\"1.2.3.4, for=203.0.113.7")],
      address: "10.0.0.1"),
    Way(testDescription: "an unknown client", headers: [("Forwarded", "for=unknown")], address: "10.0.0.1"),
    Way(testDescription: "a hidden client", headers: [("Forwarded", "for=_hidden")], address: "10.0.0.1"),
    Way(
      testDescription: "both headers that agree",
      headers: [("Forwarded", "for=203.0.113.7;proto=https"), ("X-Forwarded-For", "203.0.113.7")],
      address: "203.0.113.7", isSecure: true),
    Way(
      testDescription: "both headers that do not",
      headers: [("Forwarded", "for=1.2.3.4;proto=https"), ("X-Forwarded-For", "203.0.113.7")], address: "10.0.0.1"),
    Way(
      testDescription: "the scheme alone", headers: [("X-Forwarded-Proto", "https")], address: "10.0.0.1",
      isSecure: true),
    Way(
      testDescription: "the scheme that the nearest proxy saw",
      headers: [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https, http")], address: "203.0.113.7"),
    Way(
      testDescription: "a socket that is not trusted", peer: nil, headers: [("X-Forwarded-For", "1.2.3.4")],
      address: nil),
    Way(
      testDescription: "a socket that is", proxies: ["unix"], peer: nil, headers: [("X-Forwarded-For", "203.0.113.7")],
      address: "203.0.113.7"),
    Way(
      testDescription: "a proxy of IPv4 seen through IPv6", peer: "::ffff:10.0.0.1",
      headers: [("X-Forwarded-For", "203.0.113.7")], address: "203.0.113.7"),
    Way(
      testDescription: "a proxy of IPv6", peer: "fd00::5", headers: [("X-Forwarded-For", "203.0.113.7")],
      address: "203.0.113.7"),
    Way(
      testDescription: "a way of a thousand steps",
      headers: [("X-Forwarded-For", String(repeating: "10.0.0.2, ", count: 1000) + "10.0.0.3")], address: "10.0.0.2"),
  ]

  @Test("who asks is read from the right, as long as proxies are trusted", arguments: ways)
  func origin(way: Way) throws {
    var headers = HTTPFields()
    for (name, value) in way.headers {
      headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
    }
    let proxies = try #require(TrustedProxies(way.proxies))
    let origin = proxies.origin(peer: way.peer, isSecure: false, headers: headers)
    #expect(origin.address == way.address)
    #expect(origin.isSecure == way.isSecure)
  }

  @Test("a proxy that writes one header is not believed for the other")
  func oneHeader() throws {
    var headers = HTTPFields()
    headers[try #require(HTTPField.Name("Forwarded"))] = "for=1.2.3.4"
    headers[try #require(HTTPField.Name("X-Forwarded-For"))] = "203.0.113.7"
    let common = try #require(TrustedProxies(["10.0.0.0/8"], header: .xForwardedFor))
    #expect(common.origin(peer: "10.0.0.1", isSecure: false, headers: headers).address == "203.0.113.7")
    let standard = try #require(TrustedProxies(["10.0.0.0/8"], header: .forwarded))
    #expect(standard.origin(peer: "10.0.0.1", isSecure: false, headers: headers).address == "1.2.3.4")
  }

  @Test("what is no network is refused", arguments: ["10.0.0.0/33", "10.0.0/8", "x", "::/129", "10.0.0.0/", "/8", ""])
  func networks(text: String) {
    #expect(TrustedProxies([text]) == nil)
  }

  @Test("a network holds its addresses to the bit")
  func bits() throws {
    let network = try #require(IPNetwork("10.32.0.0/11"))
    for (text, isIn) in [("10.32.0.0", true), ("10.63.255.255", true), ("10.31.255.255", false), ("10.64.0.0", false)] {
      #expect(network.contains(try #require(IPAddress(text))) == isIn)
    }
    let every = try #require(IPNetwork("0.0.0.0/0"))
    let six = try #require(IPAddress("2001:db8::1"))
    #expect(!every.contains(six))
  }
}
