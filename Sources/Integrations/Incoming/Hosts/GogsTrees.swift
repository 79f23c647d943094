import Documents

/// Compares two commits' trees folder by folder, and looks into those alone that differ.
struct GogsTrees {
  /// Folders that are asked for.
  static let foldersMax = 2000

  let calls: HostCalls

  private struct Entry: Equatable {
    var isFolder: Bool
    var id: String
  }

  func changes(from old: String?, to new: String) async throws(DeliveryFailure) -> [FileChange] {
    var (before, after): ([String: String], [String: String]) = ([:], [:])
    var open: [(path: String, old: String?, new: String?)] = [("", old, new)]
    var asked = 0
    while let folder = open.popLast() {
      asked += 1
      guard asked <= Self.foldersMax else {
        throw DeliveryFailure(.settings, answer: "The repository has more than \(Self.foldersMax) folders.")
      }
      let (left, right) = (try await entries(of: folder.old), try await entries(of: folder.new))
      for name in Set(left.keys).union(right.keys).sorted() where left[name] != right[name] {
        let path = folder.path.isEmpty ? name : "\(folder.path)/\(name)"
        let (one, other) = (left[name], right[name])
        if let one, !one.isFolder { before[path] = one.id }
        if let other, !other.isFolder { after[path] = other.id }
        let (oldFolder, newFolder) = (one?.isFolder == true ? one?.id : nil, other?.isFolder == true ? other?.id : nil)
        if oldFolder != nil || newFolder != nil { open.append((path, oldFolder, newFolder)) }
      }
    }
    return TreeChanges.between(before, after)
  }

  private func entries(of tree: String?) async throws(DeliveryFailure) -> [String: Entry] {
    guard let tree else { return [:] }
    let path = ["git", "trees", try CommitID.checked(tree)]
    let found = try await calls.need("GET", path)["tree"]?.elements ?? []
    let entries = found.compactMap { entry -> (String, Entry)? in
      guard let name = entry.text("path"), let id = entry.text("sha"), entry.text("type") != "commit" else {
        return nil
      }
      return (name, Entry(isFolder: entry.text("type") == "tree", id: id))
    }
    return Dictionary(entries, uniquingKeysWith: { $1 })
  }
}
