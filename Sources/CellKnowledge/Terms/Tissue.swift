/// The kind of tissue that a cell type belongs to; many belong to several.
public enum Tissue: String, Sendable, Hashable, CaseIterable, Codable {
  case brain, immune, epithelial, stromal, tumour
}
