extension Optional {
  package func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}
