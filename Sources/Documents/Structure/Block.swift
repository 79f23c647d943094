/// One block of a document, with its lines. Blocks are listed in the order in which they begin and do not overlap, but
/// for a list item whose line another block (an item, a heading, a fence) begins on.
package struct Block: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The lines between and with the `---` at the very start.
    case frontMatter
    /// `text` is as written, without the hashes or the underline.
    case heading(level: Int, text: String)
    /// `info` is what follows the opening marks; a fence that nothing closes goes on to the end.
    case fence(info: String, closed: Bool)
    case indentedCode
    /// An HTML block that begins with `<!--`; it may span lines.
    case htmlComment
    case html
    case table(Table)
    /// The item's marker with its first paragraph; what else stands in the item are blocks of their own.
    case listItem(ListItem)
    /// A paragraph in a quote.
    case quote
    case paragraph
    case thematicBreak
  }

  package internal(set) var kind: Kind
  /// Counted from 1.
  package internal(set) var lines: ClosedRange<Int>
  /// How many quotes it stands in.
  package let quoteDepth: Int
  /// How many list items it stands in; an item counts itself.
  package let listDepth: Int

  /// Whether it stands in no quote and no list item.
  package var isTopLevel: Bool { quoteDepth == 0 && listDepth == 0 }
}

package struct ListItem: Hashable, Sendable {
  /// Columns in front of the marker, within what it stands in.
  package let indent: Int
  package let isOrdered: Bool
  /// Nil where it is no task.
  package internal(set) var ticked: Bool?
  /// Without the marker and the box; the first line only.
  package internal(set) var text: String
  /// Where that text lies.
  package internal(set) var textBytes: Range<Int>
  /// Where the byte between a task's brackets lies.
  package internal(set) var boxByte: Int?
}
