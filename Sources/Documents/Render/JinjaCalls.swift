/// The functions that a template can call.
enum JinjaCalls {
  static let names: Set<String> = ["range", "namespace"]

  static func call(
    _ name: String, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    if name == "range" { return try range(arguments, &renderer) }
    guard arguments.positional.isEmpty else {
      throw renderer.failure(.type, "'namespace' takes arguments with names.")
    }
    try renderer.pay(1 + arguments.named.count)
    renderer.namespaces.append([:])
    let number = renderer.namespaces.count - 1
    for (member, value) in arguments.named { try renderer.set(member, to: value, inNamespace: number) }
    return .namespace(number)
  }

  private static func range(
    _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    guard arguments.named.isEmpty, (1...3).contains(arguments.positional.count) else {
      throw renderer.failure(.type, "'range' takes one to three whole numbers.")
    }
    var bounds: [Int] = []
    for value in arguments.positional { bounds.append(try renderer.whole(value, or: 0)) }
    let (from, to) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw renderer.failure(.type, "The step of 'range' cannot be zero.") }
    var values: [JinjaValue] = []
    for number in stride(from: from, to: to, by: step) {
      try renderer.pay()
      values.append(.int(number))
    }
    return try renderer.stream(values, isCounted: true)
  }
}
