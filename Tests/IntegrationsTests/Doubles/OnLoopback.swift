import NIOConcurrencyHelpers
import TestSupport

/// What answers as a tool does, by the tool's own rules.
protocol Answering: Sendable {
  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer
}

/// A double of a tool that listens on loopback, and what goes wrong with it.
struct OnLoopback<Tool: Answering>: Sendable {
  enum Mishap: Sendable {
    case none
    /// The request is carried out, and the connection is cut in the place of an answer.
    case cut
    /// The request is carried out, and something else is answered.
    case swallows(LoopbackReceiver.Answer)
    /// The request is not carried out.
    case answers(LoopbackReceiver.Answer)
  }

  let tool: Tool
  let receiver: LoopbackReceiver
  private let mishaps: Mishaps

  init(_ tool: Tool) async throws {
    let mishaps = Mishaps()
    self.tool = tool
    self.mishaps = mishaps
    receiver = try await LoopbackReceiver { request in
      switch mishaps.next() {
      case .none: tool.answer(request)
      case .cut: tool.carryOut(request, answering: .cut)
      case .swallows(let answer): tool.carryOut(request, answering: answer)
      case .answers(let answer): answer
      }
    }
  }

  var url: String { receiver.url }

  /// What befalls the next requests, one after another; those behind them go well.
  func plan(_ mishaps: Mishap...) { self.mishaps.add(mishaps) }

  private final class Mishaps: Sendable {
    private let planned = NIOLockedValueBox<[Mishap]>([])

    func add(_ mishaps: [Mishap]) { planned.withLockedValue { $0 += mishaps } }
    func next() -> Mishap { planned.withLockedValue { $0.isEmpty ? .none : $0.removeFirst() } }
  }
}

extension Answering {
  fileprivate func carryOut(
    _ request: LoopbackReceiver.Request, answering other: LoopbackReceiver.Answer
  ) -> LoopbackReceiver.Answer {
    _ = answer(request)
    return other
  }
}
