import Testing
import Workflow

@testable import Integrations

/// An endpoint that is down is left alone, then asked once.
@Suite struct BreakingOff {
  private let now = Timestamp(milliseconds: 1_000_000)

  @Test("it opens at seven failures of ten, and not before ten")
  func opens() {
    var breaker = Breaker()
    for _ in 0..<9 { breaker.record(succeeded: false, at: now) }
    #expect(!breaker.isOpen)
    breaker.record(succeeded: false, at: now)
    #expect(breaker.isOpen && !breaker.admits(at: now) && breaker.reopensAt == now.adding(seconds: 30))
    var mixed = Breaker()
    for number in 0..<40 { mixed.record(succeeded: number % 2 == 0, at: now) }
    #expect(!mixed.isOpen, "Half of all is not seven of ten.")
  }

  @Test("half open it lets one through: a success closes it, a failure keeps it open")
  func probing() {
    var breaker = opened()
    let later = now.adding(seconds: 30)
    let (first, second) = (breaker.admits(at: later), breaker.admits(at: later))
    #expect(first && !second)
    breaker.record(succeeded: false, at: later)
    #expect(breaker.isOpen && !breaker.admits(at: later))
    let latest = later.adding(seconds: 30)
    let third = breaker.admits(at: latest)
    #expect(third)
    breaker.record(succeeded: true, at: latest)
    #expect(!breaker.isOpen && breaker.admits(at: latest))
  }

  @Test("what is older than five minutes counts no more")
  func window() {
    var breaker = Breaker()
    for _ in 0..<9 { breaker.record(succeeded: false, at: now) }
    breaker.record(succeeded: false, at: now.adding(seconds: 301))
    #expect(!breaker.isOpen)
  }

  private func opened() -> Breaker {
    var breaker = Breaker()
    for _ in 0..<10 { breaker.record(succeeded: false, at: now) }
    return breaker
  }
}
