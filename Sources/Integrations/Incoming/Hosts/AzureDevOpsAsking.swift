import Documents

// How Azure DevOps is asked.
extension AzureDevOpsHost {
  /// The oldest that has all of it: Azure DevOps Server 2020 takes it too.
  private static let version = "6.0"

  /// Nil where there is no such thing (404).
  func answer(
    _ method: String, _ place: [String], query: [(String, String)] = [], json: Value? = nil,
    accept: String = "application/json"
  ) async throws(DeliveryFailure) -> TargetAnswer? {
    let answer = try await send(method, place, query: query, json: json, accept: accept)
    if answer.status == 404 { return nil }
    guard answer.isSuccess else { throw api.failure(of: answer) }
    return answer
  }

  @discardableResult
  func expect(
    _ method: String, _ place: [String], query: [(String, String)] = [], json: Value? = nil
  ) async throws(DeliveryFailure) -> TargetAnswer {
    let answer = try await send(method, place, query: query, json: json, accept: "application/json")
    guard answer.isSuccess else { throw api.failure(of: answer) }
    return answer
  }

  /// Every item of a list that is skipped through.
  func pages(
    _ place: [String], query: [(String, String)] = [], top: String = "$top", skip: String = "$skip", member: String
  ) async throws(DeliveryFailure) -> [Value] {
    var items: [Value] = []
    for _ in 0..<HostAPI.pagesMax {
      let paging = [(top, "\(HostAPI.pageSize)"), (skip, "\(items.count)")]
      let page = try await expect("GET", place, query: query + paging).json.values(member)
      items += page
      if page.count < HostAPI.pageSize { return items }
    }
    throw .listTooLong
  }

  /// To whom it does not know, the host shows the page where people sign in: 203, or a redirect to it.
  private func send(
    _ method: String, _ place: [String], query: [(String, String)], json: Value?, accept: String
  ) async throws(DeliveryFailure) -> TargetAnswer {
    let names = api.repository.pathNames
    let address = api.url(
      [names.first ?? "", "_apis", "git", "repositories", names.last ?? ""] + place,
      query: (query + [("api-version", Self.version)]).map { (name: $0.0, value: $0.1) })
    let headers = api.authorization(.basic) + [("accept", accept)]
    let request =
      json.map { TargetRequest(method, address, headers: headers, json: $0) }
      ?? TargetRequest(method, address, headers: headers)
    let answer = try await api.send(request)
    if answer.status == 203 || answer.status == 302 {
      throw DeliveryFailure(.http, status: 401, answer: "Azure DevOps asks to sign in: it does not take the token.")
    }
    return answer
  }
}
