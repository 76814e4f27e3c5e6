import CellSections
import Foundation
import PlatformReaders
import Testing

@Suite("Mutated files")
struct MutatedFilesTests {
  /// One small run of each platform whose files are text.
  static let folders: [String: [String: String]] = [
    "10x": [
      "matrix.mtx":
        "%%MatrixMarket matrix coordinate integer general\n2 2 3\n1 1 3\n2 2 5\n1 2 1\n",
      "features.tsv": "ENSG00000000001\tA\tGene Expression\ni2\tB\tGene Expression\n",
      "barcodes.tsv": "c1\nc2\n",
    ],
    "MERSCOPE": [
      "cell_by_gene.csv": "cell,A,Blank-1\n110,1,0\n111,0,2\n",
      "cell_metadata.csv": "EntityID,fov,center_x,center_y\n110,1,2.5,3\n111,2,4,5e1\n",
    ],
    "CosMx": [
      "r_exprMat_file.csv": "\"fov\",\"cell_ID\",\"A\",\"NegPrb1\"\n1,0,5,5\n1,1,2,0\n2,1,0,1\n",
      "r_metadata_file.csv":
        "fov,cell_ID,CenterX_global_px,CenterY_global_px\n1,1,10,20\n2,1,30,40\n",
    ],
    "Visium": [
      "filtered_feature_bc_matrix/matrix.mtx":
        "%%MatrixMarket matrix coordinate integer general\n1 2 2\n1 1 3\n1 2 5\n",
      "filtered_feature_bc_matrix/features.tsv": "i1\tA\tGene Expression\n",
      "filtered_feature_bc_matrix/barcodes.tsv": "c1\nc2\n",
      "spatial/tissue_positions.csv":
        "barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres\nc1,1,0,0,1,2\nc2,1,0,2,1,140\n",
      "spatial/scalefactors_json.json":
        "{\"spot_diameter_fullres\": 89.4, \"tissue_hires_scalef\": 0.15}",
    ],
  ]

  @Test("Unharmed, each is read", arguments: folders.keys.sorted())
  func unharmed(_ name: String) throws {
    let opened = try SmallFolder(files: Self.folders[name] ?? [:]).open()
    #expect(opened.sections[0].cellCount == 2)
    #expect(opened.report.counts.total > 0)
  }

  @Test(
    "However a byte, a line or the end is changed, the reader gives a section or an error of its own, in one line",
    arguments: folders.keys.sorted())
  func mutated(_ name: String) throws {
    let files = Self.folders[name] ?? [:]
    var numbers = SeededNumbers(seed: UInt64(name.utf8.count))
    var refused = 0
    for _ in 0..<400 {
      var changed = files
      let victim = files.keys.sorted()[numbers.below(files.count)]
      changed[victim] = mutation(of: files[victim] ?? "", &numbers)
      do {
        _ = try SmallFolder(files: changed).open()
      } catch let error as PlatformError {
        #expect(!"\(error)".contains("\n"))
        refused += 1
      }
    }
    #expect(refused > 50)
  }

  func mutation(of text: String, _ numbers: inout SeededNumbers) -> String {
    var bytes = Array(text.utf8)
    let place = numbers.below(bytes.count)
    switch numbers.below(6) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: numbers.below(128))
    case 1: bytes.removeSubrange(place...)
    case 2: bytes.insert(contentsOf: Array("\"-9e99,\t\r\n".utf8)[numbers.below(9)...], at: place)
    case 3: bytes.remove(at: place)
    case 4:
      var lines = text.split(separator: "\n").map(String.init)
      lines.swapAt(numbers.below(lines.count), numbers.below(lines.count))
      return lines.joined(separator: "\n")
    default:
      let digits = bytes.indices.filter { 48..<58 ~= bytes[$0] }
      if !digits.isEmpty {
        bytes.replaceSubrange(
          digits[numbers.below(digits.count)]..., with: Array("99999999999999999999\n".utf8))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
