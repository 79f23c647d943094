import Foundation
import Integrations

/// The Markdown files below a folder, as text. Nothing outside of the folder is read, and no link is followed.
struct MarkdownTree {
  /// Bytes of one file: what a draft may have.
  static let fileBytesMax = 4 * 1024 * 1024
  /// Bytes of all files together, which are held in memory until they are sent.
  static let allBytesMax = 512 * 1024 * 1024
  static let filesMax = 20_000
  /// Folders within folders.
  static let depthMax = 64

  struct File {
    /// From the folder that is read, `/` between the names.
    let path: String
    let markdown: String
  }

  struct LeftOut {
    let path: String
    let reason: String
  }

  private(set) var files: [File] = []
  private(set) var leftOut: [LeftOut] = []
  private let root: String
  private let include: [String]
  private var bytes = 0

  /// Reads the files in the order of their paths. Without a pattern all `*.md` are taken; hidden files and folders and
  /// `node_modules` never. Throws where the folder itself cannot be read.
  init(root: String, include: [String]) throws(CommandFailure) {
    self.root = root
    self.include = include
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue,
      let names = try? FileManager.default.contentsOfDirectory(atPath: root)
    else { throw CommandFailure("'\(root)' is no folder that can be read.") }
    read(names, in: "", depth: 1)
  }

  private mutating func read(_ names: [String], in folder: String, depth: Int) {
    for name in names.sorted() where !name.hasPrefix(".") && name != "node_modules" {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      let isMarkdown = name.lowercased().hasSuffix(".md")
      let type = (try? FileManager.default.attributesOfItem(atPath: full(path)))?[.type] as? FileAttributeType
      switch type {
      case .typeDirectory: readFolder(path, depth: depth)
      case .typeRegular where isMarkdown && isWanted(path): readFile(path)
      case .typeSymbolicLink: leaveOutLink(path, isMarkdown: isMarkdown)
      case .typeRegular: continue
      default: if isMarkdown && isWanted(path) { leaveOut(path, "is no regular file") }
      }
    }
  }

  private mutating func readFolder(_ path: String, depth: Int) {
    guard depth < Self.depthMax else { return leaveOut(path, "lies more than \(Self.depthMax) folders deep") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: full(path)) else {
      return leaveOut(path, "cannot be listed")
    }
    read(names, in: path, depth: depth + 1)
  }

  private mutating func readFile(_ path: String) {
    guard files.count < Self.filesMax else { return leaveOut(path, "comes after the first \(Self.filesMax) files") }
    let size = (try? FileManager.default.attributesOfItem(atPath: full(path)))?[.size] as? Int
    let tooLarge = "is larger than \(Self.fileBytesMax / 1024 / 1024) MiB"
    if let size, size > Self.fileBytesMax { return leaveOut(path, tooLarge) }
    guard let data = FileManager.default.contents(atPath: full(path)) else { return leaveOut(path, "cannot be read") }
    guard data.count <= Self.fileBytesMax else { return leaveOut(path, tooLarge) }
    guard let markdown = String(validating: data, as: UTF8.self) else { return leaveOut(path, "is not UTF-8") }
    guard !markdown.allSatisfy(\.isWhitespace) else { return leaveOut(path, "is empty") }
    guard bytes + data.count <= Self.allBytesMax else {
      return leaveOut(path, "comes after the first \(Self.allBytesMax / 1024 / 1024) MiB: import the rest by itself")
    }
    bytes += data.count
    files.append(File(path: path, markdown: markdown))
  }

  /// What it leads to is read where it lies, if it lies in the folder at all.
  private mutating func leaveOutLink(_ path: String, isMarkdown: Bool) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: full(path), isDirectory: &isFolder), isFolder.boolValue {
      return leaveOut(path, "is a link to a folder, which is not followed")
    }
    guard isMarkdown, isWanted(path) else { return }
    let home = URL(filePath: root).resolvingSymlinksInPath().path
    let target = URL(filePath: full(path)).resolvingSymlinksInPath().path
    let isInside = target.hasPrefix(home.hasSuffix("/") ? home : home + "/")
    leaveOut(path, isInside ? "is a link to a file that is read where it lies" : "is a link that leaves the folder")
  }

  private mutating func leaveOut(_ path: String, _ reason: String) {
    leftOut.append(LeftOut(path: path, reason: reason))
  }

  private func isWanted(_ path: String) -> Bool {
    include.isEmpty || include.contains { PathPattern.matches($0, path) }
  }

  private func full(_ path: String) -> String { root + "/" + path }
}
