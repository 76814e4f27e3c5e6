/// Why a section cannot be read, matched or used.
public struct SectionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder, where there is one.
  public var file: String?
  /// The element of the file (`layers/counts`, `obs/section`) or the line (`line 12`), where there is one.
  public var element: String?
  public var reason: Reason

  public init(file: String? = nil, element: String? = nil, reason: Reason) {
    self.file = file
    self.element = element
    self.reason = reason
  }

  /// One line: where, what, and what to do.
  public var description: String {
    let place = [file, element].compactMap { $0 }.joined(separator: ", ")
    let message = (place.isEmpty ? "" : place + ": ") + reason.statement + "; " + reason.advice
    return message.onOneLine
  }

  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    /// No element holds counts; the elements looked at, each with what spoke against it.
    case noCounts(lookedAt: [String])
    /// An element the user named is not there.
    case missing(available: [String])
    /// A value that is no count: negative, not finite, not whole or too large.
    case notACount(value: String, cell: String, gene: String)
    case duplicateGenes([String])
    case noCells
    case noGenes
    /// Coordinates that are not finite, of these cells.
    case coordinatesNotFinite(cells: [String])
    /// Coordinates of another shape than `[cells, 2]` or `[cells, 3]`.
    case coordinatesMisshapen(shape: [Int])
    /// Cells without a section, in the column that names sections.
    case cellsWithoutSection(count: Int)
    /// A column that is not categorical, text, or whole numbers where one is needed.
    case notALabel
    case speciesMismatch(section: String, vocabulary: String)
    case noGeneInCommon(examples: [String], vocabularyExamples: [String])
    case tooFewGenesMatched(share: Double, least: Double, examples: [String])
    /// A gene table without the columns `from` and `to`.
    case geneTableColumns(found: [String])
    /// Sections that do not go into one file.
    case sectionsDiffer(in: String)
    /// Text that is not the table it should be.
    case malformedTable(String)
  }
}

extension SectionError.Reason {
  /// What is wrong, in one clause.
  var statement: String {
    switch self {
    case .noCounts(let lookedAt):
      "no element holds counts (\(lookedAt.joined(separator: "; ")))"
    case .missing(let available):
      "there is no such element (there are: \(available.listed(12)))"
    case .notACount(let value, let cell, let gene):
      "\(value) in cell \(cell), gene \(gene) is no count"
    case .duplicateGenes(let names):
      "\(names.count.of("gene name")) \(names.count == 1 ? "occurs" : "occur") more than once (\(names.listed(5)))"
    case .noCells: "there are no cells"
    case .noGenes: "there are no genes"
    case .coordinatesNotFinite(let cells):
      "\(cells.count.of("cell")) \(cells.count == 1 ? "has" : "have") coordinates that are not finite (\(cells.listed(5)))"
    case .coordinatesMisshapen(let shape):
      "coordinates have the shape \(shape) instead of [cells, 2]"
    case .cellsWithoutSection(let count):
      "\(count.of("cell")) \(count == 1 ? "belongs" : "belong") to no section"
    case .notALabel: "the column holds neither categories nor text nor whole numbers"
    case .speciesMismatch(let section, let vocabulary):
      "the section is \(section), the gene vocabulary \(vocabulary)"
    case .noGeneInCommon(let examples, let vocabularyExamples):
      "no gene of the section (\(examples.listed(3))) is in the vocabulary (\(vocabularyExamples.listed(3)))"
    case .tooFewGenesMatched(let share, let least, let examples):
      "only \(share.asPercent) of the genes are in the vocabulary, \(least.asPercent) are needed (missing: \(examples.listed(5)))"
    case .geneTableColumns(let found):
      "a gene table needs the columns from and to, this one has \(found.listed(6))"
    case .sectionsDiffer(let difference): "the sections have different \(difference)"
    case .malformedTable(let complaint): complaint
    }
  }

  /// What the user can do about it, in one clause.
  var advice: String {
    switch self {
    case .noCounts:
      "put raw counts into X, layers['counts'] or raw, or name the layer that holds them with --counts, or accept scores as counts with --round-scores"
    case .missing: "name one of those"
    case .notACount:
      "put raw, whole, non-negative counts there, name another element with --counts, or accept scores that are only not whole with --round-scores"
    case .duplicateGenes:
      "make them unique first: adata.var_names_make_unique(), then adata.write_h5ad(…)"
    case .noCells, .noGenes: "check the filters that made the file"
    case .coordinatesNotFinite: "remove those cells or give them coordinates"
    case .coordinatesMisshapen:
      "store x and y in obsm['spatial'], or name another obsm key with --coordinates"
    case .cellsWithoutSection:
      "give every cell a section, remove those without, or name another obs key with --section-key"
    case .notALabel: "name a categorical column"
    case .speciesMismatch:
      "give a gene table of orthologues (--gene-table), or use a model of this species"
    case .noGeneInCommon, .tooFewGenesMatched:
      "check the species and the kind of ids, or map them with a gene table (--gene-table)"
    case .geneTableColumns: "name the first line's columns from,to"
    case .sectionsDiffer: "write them to files of their own"
    case .malformedTable: "mend the file"
    }
  }
}

extension Double {
  /// `0.734` as `73.4 %`.
  fileprivate var asPercent: String { "\((self * 1000).rounded() / 10) %" }
}
