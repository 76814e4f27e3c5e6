/// Why knowledge cannot be read, written or searched.
public struct KnowledgeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, or the endpoint of a language model.
  public var file: String
  /// The line of a text file, from 1, where there is one.
  public var line: Int?
  public var reason: Reason

  public init(file: String, line: Int? = nil, reason: Reason) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// One line: where, what, and what to do.
  public var description: String {
    let place = line.map { "\(file), line \($0)" } ?? file
    let text = "\(place): \(reason.statement); \(reason.advice)"
    return String(text.map { $0.isNewline ? " " : $0 })
  }

  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    case missing
    case isFolder
    case unreadable(String)
    case unwritable(String)
    /// A line that means something is longer than any such line is.
    case lineTooLong(limit: Int)
    /// Bytes that are no UTF-8 text.
    case notText
    /// A gzip, zip or Excel file.
    case packed(String)
    /// A file that has neither an OBO header nor a stanza.
    case notAnOntology
    /// A stanza without `id`.
    case idMissing
    case duplicateID(String, firstLine: Int)
    /// A tag that occurs once in a stanza occurs twice.
    case duplicateTag(String)
    case malformedTag(String, complaint: String)
    /// The last line does not end, as in a file that did not arrive whole.
    case cutShort
    /// Terms that are their own ancestors, in order.
    case cycle([String])
    /// A marker table without a column that it needs.
    case columnMissing(String, available: [String])
    case malformedRow(String)
    case noRows
    /// A file that is no knowledge base of this program.
    case notAKnowledgeBase(String)
    case versionUnknown(Int, known: Int)
    case database(String)
    /// A record of the built-in table that breaks its rules.
    case malformedRecord(String)
    /// A language model that cannot be asked, or whose answer is of no use.
    case endpoint(String)
    /// The file that keeps a model's answers.
    case cache(String)
  }
}

extension KnowledgeError.Reason {
  /// What is wrong, in one clause.
  var statement: String {
    switch self {
    case .missing: "there is no such file"
    case .isFolder: "this is a folder, not a file"
    case .unreadable(let complaint): "it cannot be read (\(complaint))"
    case .unwritable(let complaint): "it cannot be written (\(complaint))"
    case .lineTooLong(let limit): "the line is longer than \(limit) bytes"
    case .notText: "the line is not UTF-8 text"
    case .packed(let kind): "this is \(kind), which is not read"
    case .notAnOntology: "this is no OBO file: it has neither format-version nor a stanza"
    case .idMissing: "the stanza has no id"
    case .duplicateID(let id, let first): "\(id) is defined a second time, first in line \(first)"
    case .duplicateTag(let tag): "the stanza has \(tag) twice"
    case .cutShort: "the file ends within this line"
    case .malformedTag(let tag, let complaint): "\(tag): \(complaint)"
    case .cycle(let ids): "terms are their own ancestors: \(ids.joined(separator: " is_a "))"
    case .columnMissing(let name, let available):
      "there is no column of \(name) (there are: \(available.prefix(12).joined(separator: ", ")))"
    case .malformedRow(let complaint), .malformedRecord(let complaint): complaint
    case .noRows: "the table has no rows that can be used"
    case .notAKnowledgeBase(let complaint):
      "this is no knowledge base of histoglot (\(complaint))"
    case .versionUnknown(let version, let known):
      "the knowledge base has layout \(version), this program knows \(known)"
    case .database(let complaint): "SQLite complains: \(complaint)"
    case .endpoint(let complaint): complaint
    case .cache(let complaint): "answers cannot be kept there: \(complaint)"
    }
  }

  /// What the user can do about it, in one clause.
  var advice: String {
    switch self {
    case .missing: "check the name"
    case .isFolder: "name the knowledge base inside it, as `histoglot knowledge build -o` wrote it"
    case .unreadable: "check that it may be read"
    case .unwritable: "choose another place or make room"
    case .lineTooLong, .notText, .idMissing, .duplicateID, .duplicateTag, .malformedTag, .cycle:
      "mend the file or download it again"
    case .cutShort: "download it again, or end the line if it is whole"
    case .packed(let kind):
      kind.contains("Excel") ? "save it as CSV and give that" : "unpack it and give what is inside"
    case .notAnOntology: "give an OBO file such as cl-basic.obo"
    case .columnMissing: "name the columns cell_type and gene in the header"
    case .malformedRow: "mend the table or export it again"
    case .noRows: "check what the table holds"
    case .notAKnowledgeBase, .versionUnknown, .database:
      "build it again with `histoglot knowledge build`"
    case .malformedRecord: "mend the record"
    case .cache: "name another file with --llm-cache, or remove it"
    case .endpoint: "check the address, the model's name and HISTOGLOT_LLM_KEY"
    }
  }
}
