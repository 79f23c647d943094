import Documents

/// The shapes that GitHub's deliveries and answers share with Gitea's, Forgejo's and Gogs'.
enum PullRequestReading {
  static func identity(_ user: Value?) -> HostIdentity {
    HostIdentity(
      login: user?.text("login") ?? user?.text("username"), name: user?.text("full_name") ?? user?.text("name"),
      email: user?.text("email"))
  }

  /// Of a commit in a push.
  static func author(_ author: Value?) -> HostIdentity {
    HostIdentity(login: author?.text("username"), name: author?.text("name"), email: author?.text("email"))
  }

  /// Nil where what every pull request has is not there.
  static func request(_ pull: Value?, number: Int? = nil) -> ChangeRequest? {
    guard let pull, let number = pull.whole("number") ?? number, let head = pull.text("head", "sha"),
      CommitID.isOne(head), let source = pull.text("head", "ref"), let target = pull.text("base", "ref")
    else { return nil }
    let title = pull.text("title") ?? ""
    return ChangeRequest(
      number: number, title: title, url: pull.text("html_url"), author: identity(pull["user"]), head: head,
      sourceBranch: source, targetBranch: target,
      isDraft: pull.flag("draft") || title.hasPrefix("WIP:") || title.hasPrefix("[WIP]"))
  }

  static func required(_ body: Value) throws(UnreadableDelivery) -> ChangeRequest {
    guard let request = request(body["pull_request"], number: body.whole("number")) else {
      throw UnreadableDelivery("There is no 'pull_request' that can be read.")
    }
    return request
  }

  /// Oldest first. A commit that both adds and removes files may have renamed one, which such a list does not tell: its
  /// changes must be asked for.
  static func commits(of push: Value, after: String?) throws(UnreadableDelivery) -> [Commit] {
    var commits: [Commit] = []
    let listed = push["commits"]?.elements ?? []
    for (place, commit) in listed.enumerated() {
      // The last one is what the branch is at, whether or not it says so.
      let told = place == listed.count - 1 && commit["id"] == nil ? after : nil
      let id = if let told { told } else { try commit.requiredCommit("id") }
      commits.append(
        Commit(
          id: id,
          message: commit.text("message") ?? "", author: author(commit["author"]),
          changes: changes(of: commit)))
    }
    // Gitea and Gogs have the newest first.
    if commits.count > 1, commits.first?.id == after { commits.reverse() }
    return commits
  }

  static func changes(of commit: Value) -> [FileChange]? {
    guard commit["added"] != nil || commit["modified"] != nil || commit["removed"] != nil else { return nil }
    let (added, removed) = (commit.texts("added"), commit.texts("removed"))
    guard added.isEmpty || removed.isEmpty else { return nil }
    return added.map { FileChange(.added, $0) } + commit.texts("modified").map { FileChange(.modified, $0) }
      + removed.map { FileChange(.removed, $0) }
  }
}
