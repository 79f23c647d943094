import Server
import Testing

@Suite struct LimitingRates {
  private static let second: Int64 = 1_000_000_000

  @Test("a bucket gives what it holds, then one after each interval")
  func bucket() {
    let table = RateTable<String>(limit: 3, interval: Self.second)
    for left in [2, 1, 0] {
      let answer = table.take("a", now: 0)
      #expect(answer.isAllowed && answer.remaining == left, "\(answer)")
    }
    let refused = table.take("a", now: 0)
    #expect(!refused.isAllowed && refused.remaining == 0, "\(refused)")
    #expect(refused.resetSeconds == 3 && refused.retrySeconds == 1, "\(refused)")
    #expect(!table.take("a", now: Self.second - 1).isAllowed)
    #expect(table.take("a", now: Self.second).isAllowed)
    #expect(!table.take("a", now: Self.second).isAllowed)
    // After a long time it is full, and no fuller.
    let rested = (0..<4).map { _ in table.take("a", now: 100 * Self.second).isAllowed }
    #expect(rested == [true, true, true, false])
    #expect(table.take("b", now: 0).isAllowed)
  }

  @Test("what is refused takes nothing, and looking takes nothing")
  func refusals() {
    let table = RateTable<Int>(limit: 1, interval: Self.second)
    #expect(table.look(1, now: 0).isAllowed)
    #expect(table.take(1, now: 0).isAllowed)
    for _ in 0..<1000 { #expect(!table.take(1, now: Self.second / 2).isAllowed) }
    #expect(!table.look(1, now: Self.second / 2).isAllowed)
    #expect(table.take(1, now: Self.second).isAllowed)
  }

  @Test("the count is exact when many ask at once")
  func concurrency() async {
    let table = RateTable<Int>(limit: 500, interval: Self.second)
    let allowed = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask { (0..<200).count { _ in table.take(7, now: 0).isAllowed } }
      }
      return await group.reduce(0, +)
    }
    #expect(allowed == 500)
  }

  @Test("the table never grows over its size, whoever comes")
  func boundedMemory() {
    let table = RateTable<Int>(limit: 2, interval: Self.second, keysMax: 100)
    for key in 0..<10_000 { table.take(key, now: 0) }
    #expect(table.count == 100)
    // Those who came too late share what one has.
    #expect(!table.take(20_000, now: 0).isAllowed)
    // Those who were in it keep what is theirs.
    #expect(table.take(5, now: 0).isAllowed)
    #expect(!table.take(5, now: 0).isAllowed)
    // Once their buckets are full again there is room.
    #expect(table.take(20_000, now: 5 * Self.second).isAllowed)
    #expect(table.count == 1)
  }
}
