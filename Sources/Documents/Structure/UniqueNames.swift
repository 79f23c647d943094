/// Makes names that were not given before: `a`, `a-2`, `a-3`.
struct UniqueNames {
  private var taken: Set<String>
  /// The number to try next for each name, so that a thousand equal names take a thousand steps.
  private var numbers: [String: Int] = [:]

  init(taken: [String] = []) {
    self.taken = Set(taken)
  }

  mutating func next(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    var number = numbers[name, default: 2]
    while !taken.insert("\(name)-\(number)").inserted { number += 1 }
    numbers[name] = number + 1
    return "\(name)-\(number)"
  }
}
