/// A categorical annotation of cells (`obs` column): cell type, region, layer, niche.
public struct LabelColumn: Sendable, Equatable {
  /// The `obs` key.
  public var name: String
  /// The categories, in the file's order.
  public var categories: [String]
  /// The category of each cell, `[cells]`; -1 is missing.
  public var codes: [Int32]
  /// Hex colours (`#RRGGBB`) in category order from `uns['<key>_colors']`, where the file has them.
  public var colors: [String]?

  public init(name: String, categories: [String], codes: [Int32], colors: [String]? = nil) {
    precondition(
      codes.allSatisfy { $0 >= -1 && Int($0) < categories.count },
      "LabelColumn \(name): a code lies outside the \(categories.count) categories")
    self.name = name
    self.categories = categories
    self.codes = codes
    self.colors = colors
  }

  /// The name of a cell's category, or nil where missing.
  public subscript(cell: Int) -> String? { codes[cell] < 0 ? nil : categories[Int(codes[cell])] }

  /// The chosen cells, in the order given; categories stay as they are.
  public func selecting(_ cells: [Int]) -> LabelColumn {
    LabelColumn(name: name, categories: categories, codes: cells.map { codes[$0] }, colors: colors)
  }
}
