import Documents
import Hummingbird
import Ledger

/// The first page: what waits for the reader.
struct InboxPage {
  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    Tour.add(to: group)
    group.get("/") { request, context in
      let caller = try context.known()
      let waiting = try await Waiting(services: services, hidden: try services.hidden(from: context))
      let words = try await PageWords(services)
      let start = max(0, request.query("from").flatMap { Int($0) } ?? 0)
      let model = InboxModel(waiting: waiting, user: caller.id, words: words, start: start).value()
        .merging(["tour": Tour.isOver(for: request) ? .null : Tour(waiting: waiting).value()])
      return try await PageFrame(services: services, request: request, context: context)
        .answer("inbox", title: "Inbox", at: .inbox, model)
    }
  }
}
