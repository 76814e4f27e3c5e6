/// A marker gene of a type, ready for a data set of one species.
public struct MarkerGene: Sendable, Hashable {
  public var symbol: String
  /// The highest weight that a source gives, in (0, 1].
  public var weight: Double
  public var origin: MappedSymbol.Origin
  public var sources: [KnowledgeSource]

  public init(
    symbol: String, weight: Double, origin: MappedSymbol.Origin, sources: [KnowledgeSource]
  ) {
    self.symbol = symbol
    self.weight = weight
    self.origin = origin
    self.sources = sources
  }
}

extension KnowledgeStore {
  /// A gene's symbols in another species: by the table of orthologues where it has the gene, else by the convention
  /// of capitals, which is right for most genes and wrong for some; `MappedSymbol.origin` says which.
  public func symbols(for symbol: String, in species: Species) -> [MappedSymbol] {
    let table = orthologues.symbols(for: symbol, in: species)
    if !table.isEmpty { return table.map { MappedSymbol(symbol: $0, origin: .table) } }
    return [MappedSymbol(symbol: species.spelling(symbol), origin: .capitalisation)]
  }

  /// The genes by which a type is told from others, those with the most weight first, in the source's order.
  ///
  /// Where a source names genes for this species, these; where it names only the other's, their orthologues.
  ///
  /// - Parameters:
  ///   - isPositive: genes that it expresses, or with false genes that it does not.
  ///   - limit: at most so many.
  public func markers(
    of term: CellTerm, species: Species, isPositive: Bool = true, limit: Int = .max
  ) -> [MarkerGene] {
    var found: [MarkerGene] = []
    var places: [String: Int] = [:]
    func add(_ symbol: String, _ marker: Marker, _ origin: MappedSymbol.Origin) {
      if let place = places[symbol] {
        found[place].weight = max(found[place].weight, marker.weight)
        if !found[place].sources.contains(marker.source) {
          found[place].sources.append(marker.source)
        }
        return
      }
      places[symbol] = found.count
      found.append(
        MarkerGene(
          symbol: symbol, weight: marker.weight, origin: origin, sources: [marker.source]))
    }
    let markers = term.markers.filter { $0.isPositive == isPositive }
    let stating = Set(markers.lazy.filter { $0.species == species }.map(\.source))
    for marker in markers where marker.species == species {
      add(marker.symbol, marker, .stated)
    }
    for marker in markers where !stating.contains(marker.source) {
      for mapped in symbols(for: marker.symbol, in: species) {
        add(mapped.symbol, marker, mapped.origin)
      }
    }
    let order = found.indices.sorted { (found[$1].weight, $0) < (found[$0].weight, $1) }
    return order.prefix(limit).map { found[$0] }
  }

  /// The genes that speak against a type: markers of the opposing classes that are neither its own nor of its class
  /// or a type between the two. What stands above the class (both glutamatergic and GABAergic genes mark a neuron)
  /// does not protect a gene.
  public func opposingMarkers(
    of term: CellTerm, species: Species, among others: [CellTerm]? = nil
  ) -> [MarkerGene] {
    var own = [term]
    if let top = commonClass(of: term) {
      own += ancestors(of: term).filter { isKind($0, of: top) }
    }
    var seen = Set(own.flatMap { markers(of: $0, species: species) }.map(\.symbol))
    return opposingClasses(of: term, among: others).flatMap { markers(of: $0, species: species) }
      .filter { seen.insert($0.symbol).inserted }
  }
}
