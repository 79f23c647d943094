import Edge
import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.serialized) struct RenewingCertificates {
  @Test("new connections are shown the new certificate, and those that are open stay")
  func renewal() async throws {
    let files = try TestCertificate.make(name: "old.example")
    let certificate = try TLSCertificate(files)
    let old = try leaf(files)
    let other = try TestCertificate.make(name: "new.example")
    let new = try leaf(other)
    try await withEdge(tls: certificate, limits: .patient) { port in
      let held = try await connect(port)
      #expect(held.shown == old)
      try replace(files, with: other)
      try certificate.reload()
      let second = try await connect(port)
      #expect(second.shown == new)
      let answer = try await ask(held.channel, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      try await second.channel.close()
      try await held.channel.close()
    }
  }

  @Test("files that do not work leave the old certificate in use, and say so")
  func broken() async throws {
    let files = try TestCertificate.make()
    let certificate = try TLSCertificate(files)
    let old = try leaf(files)
    #expect(certificate.status.failure == nil)
    let other = try TestCertificate.make(name: "new.example")
    // A key that belongs to another certificate, one that is no key, and none at all.
    try replace(files, with: other, keyOnly: true)
    #expect(throws: (any Error).self) { try certificate.reload() }
    try Data("-----BEGIN nothing".utf8).write(to: URL(filePath: files.privateKeyPath))
    #expect(throws: (any Error).self) { try certificate.reload() }
    try FileManager.default.removeItem(atPath: files.certificateChainPath)
    #expect(throws: (any Error).self) { try certificate.reload() }
    #expect(certificate.status.failure != nil)
    try await withEdge(tls: certificate) { port in
      let held = try await connect(port)
      #expect(held.shown == old)
      try await held.channel.close()
    }
    try replace(files, with: other)
    try certificate.reload()
    #expect(certificate.status.failure == nil)
    #expect(throws: (any Error).self) { try TLSCertificate(.init(certificateChainPath: "/no", privateKeyPath: "/no")) }
  }

  @Test("files that change are noticed")
  func watching() async throws {
    let files = try TestCertificate.make()
    let certificate = try TLSCertificate(files)
    var logger = Logger(label: "renewal")
    logger.logLevel = .critical
    let watch = CertificateWatch(certificate: certificate, logger: logger, lookSeconds: 0.05)
    let group = ServiceGroup(configuration: .init(services: [.init(service: watch)], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      // Written again and again: it may not look yet.
      let isNoticed = try await eventually {
        try Data("nothing \(ContinuousClock.now)".utf8).write(to: URL(filePath: files.certificateChainPath))
        return certificate.status.failure != nil
      }
      #expect(isNoticed)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test("nothing older than TLS 1.2 is spoken, and no cipher without forward secrecy or authentication")
  func protocols() async throws {
    try await withEdge(tls: try TLSCertificate(TestCertificate.make())) { port in
      var old = TLSConfiguration.makeClientConfiguration()
      old.maximumTLSVersion = .tlsv11
      old.minimumTLSVersion = .tlsv1
      var weak = TLSConfiguration.makeClientConfiguration()
      weak.maximumTLSVersion = .tlsv12
      weak.cipherSuiteValues = [.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, .TLS_RSA_WITH_AES_128_GCM_SHA256]
      var fine = TLSConfiguration.makeClientConfiguration()
      fine.maximumTLSVersion = .tlsv12
      await #expect(throws: (any Error).self) { try await connect(port, old) }
      await #expect(throws: (any Error).self) { try await connect(port, weak) }
      let good = try await connect(port, fine)
      try await good.channel.close()
    }
  }

  /// Connects, and returns what certificate was shown.
  private func connect(
    _ port: Int, _ configuration: TLSConfiguration = .makeClientConfiguration()
  ) async throws -> (channel: any Channel, shown: NIOSSLCertificate?) {
    var configuration = configuration
    configuration.certificateVerification = .noHostnameVerification
    let context = try NIOSSLContext(configuration: configuration)
    let shown = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: NIOSSLCertificate?.self)
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = try NIOSSLClientHandler(context: context, serverHostname: nil) { certificates, verdict in
              shown.succeed(certificates.first)
              verdict.succeed(.certificateVerified)
            }
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }.connect(host: "127.0.0.1", port: port).get()
    } catch {
      shown.fail(error)
      throw error
    }
    channel.closeFuture.whenComplete { _ in shown.fail(ChannelError.alreadyClosed) }
    return (channel, try await shown.futureResult.get())
  }

  /// Sends bytes and returns the first that come back.
  private func ask(_ channel: any Channel, _ text: String) async throws -> String {
    let answer = channel.eventLoop.makePromise(of: ByteBuffer.self)
    try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(FirstBytes(answer))
    }.get()
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    return String(buffer: try await answer.futureResult.get())
  }

  private func leaf(_ files: EdgeConfiguration.TLSFiles) throws -> NIOSSLCertificate? {
    try NIOSSLCertificate.fromPEMFile(files.certificateChainPath).first
  }

  private func replace(
    _ files: EdgeConfiguration.TLSFiles, with others: EdgeConfiguration.TLSFiles, keyOnly: Bool = false
  ) throws {
    if !keyOnly {
      let chain = try Data(contentsOf: URL(filePath: others.certificateChainPath))
      try chain.write(to: URL(filePath: files.certificateChainPath))
    }
    let key = try Data(contentsOf: URL(filePath: others.privateKeyPath))
    try key.write(to: URL(filePath: files.privateKeyPath))
  }
}

/// Keeps its promise with the first bytes that come, or breaks it when the connection ends.
private final class FirstBytes: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let promise: EventLoopPromise<ByteBuffer>

  init(_ promise: EventLoopPromise<ByteBuffer>) { self.promise = promise }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { promise.succeed(Self.unwrapInboundIn(data)) }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.alreadyClosed) }
}
