import CellKnowledge
import Testing

/// Every label of every section that the project develops with, and what it means. nil: it cannot be told.
@Suite("Labels of real sections")
struct SectionLabelTests {
  private func expect(
    _ expected: KeyValuePairs<String, String?>, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let store = try BuiltInStore.get()
    for (found, pair) in zip(store.resolve(expected.map(\.key)), expected) {
      #expect(
        found.name == pair.value,
        "\(pair.key) → \(found.name ?? "unresolved"), by \(found.match), not \(pair.value ?? "unresolved")",
        sourceLocation: place)
      #expect((found.confidence > 0) == (found.name != nil), sourceLocation: place)
    }
  }

  private func expectRegions(
    _ expected: KeyValuePairs<String, String?>, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let store = try BuiltInStore.get()
    for (label, name) in expected {
      let found = store.resolveRegion(label)
      #expect(found.name == name, "\(label) by \(found.match)", sourceLocation: place)
    }
  }

  @Test("STARmap, mouse prefrontal cortex")
  func starmap() throws {
    try expect([
      "Astro": "astrocyte", "Endo": "endothelial cell", "L5-1": "layer 5 pyramidal neuron",
      "Lhx6": "Lhx6 interneuron", "NPY": "Npy interneuron", "Oligo": "oligodendrocyte",
      "Reln": "Reln interneuron", "SST": "Sst interneuron",
      "Smc": "vascular smooth muscle cell", "VIP": "Vip interneuron",
      "eL2/3": "layer 2/3 pyramidal neuron", "eL5-2": "layer 5 pyramidal neuron",
      "eL5-3": "layer 5 pyramidal neuron", "eL6-1": "layer 6 pyramidal neuron",
      "eL6-2": "layer 6 pyramidal neuron",
    ])
    try expectRegions([
      "L1": "cortical layer 1", "L2/3": "cortical layer 2/3", "L5": "cortical layer 5",
      "L6": "cortical layer 6",
    ])
  }

  @Test("osmFISH, mouse somatosensory cortex")
  func osmfish() throws {
    try expect([
      "Astrocyte Gfap": "Gfap astrocyte", "Astrocyte Mfge8": "Mfge8 astrocyte",
      "C. Plexus": "choroid plexus epithelial cell", "Endothelial": "endothelial cell",
      "Endothelial 1": "endothelial cell", "Ependymal": "ependymal cell",
      "Hippocampus": "hippocampal neuron", "Inhibitory CP": "medium spiny neuron",
      "Inhibitory Cnr1": "Cnr1 interneuron", "Inhibitory Crhbp": "Crhbp interneuron",
      "Inhibitory IC": "internal capsule inhibitory neuron",
      "Inhibitory Kcnip2": "Kcnip2 interneuron", "Inhibitory Pthlh": "Pthlh interneuron",
      "Inhibitory Vip": "Vip interneuron", "Microglia": "microglia",
      "Oligodendrocyte COP": "committed oligodendrocyte precursor",
      "Oligodendrocyte MF": "myelin-forming oligodendrocyte",
      "Oligodendrocyte Mature": "mature oligodendrocyte",
      "Oligodendrocyte NF": "newly formed oligodendrocyte",
      "Oligodendrocyte Precursor cells": "oligodendrocyte precursor cell",
      "Pericytes": "pericyte", "Perivascular Macrophages": "perivascular macrophage",
      "Pyramidal Cpne5": "Cpne5 pyramidal neuron",
      "Pyramidal Kcnip2": "Kcnip2 pyramidal neuron",
      "Pyramidal L2-3": "layer 2/3 pyramidal neuron",
      "Pyramidal L2-3 L5": "layer 2/3 and 5 pyramidal neuron",
      "Pyramidal L3-4": "layer 3-4 pyramidal neuron",
      "Pyramidal L5": "layer 5 pyramidal neuron", "Pyramidal L6": "layer 6 pyramidal neuron",
      "Vascular Smooth Muscle": "vascular smooth muscle cell",
      "pyramidal L4": "layer 4 excitatory neuron",
    ])
    try expectRegions([
      "Hippocampus": "hippocampus",
      "Internal Capsule Caudoputamen": "internal capsule and caudoputamen",
      "Layer 2-3 lateral": "lateral cortical layer 2/3",
      "Layer 2-3 medial": "medial cortical layer 2/3", "Layer 3-4": "cortical layer 3-4",
      "Layer 4": "cortical layer 4", "Layer 5": "cortical layer 5",
      "Layer 6": "cortical layer 6", "Pia Layer 1": "cortical layer 1",
      "Ventricle": "ventricle lining", "White matter": "white matter",
    ])
  }

  @Test("MERFISH and smFISH, mouse visual cortex")
  func visualCortex() throws {
    try expect([
      "Astro": "astrocyte", "Endo": "endothelial cell",
      "L2/3 IT": "layer 2/3 pyramidal neuron", "L4": "layer 4 excitatory neuron",
      "L5 IT": "layer 5 IT neuron", "L5 NP": "layer 5 NP neuron", "L5 PT": "layer 5 PT neuron",
      "L6 IT": "layer 6 IT neuron",
      // No such type is known; that it is a pyramidal neuron of layer 6 is sure.
      "L6 PT": "layer 6 pyramidal neuron",
      "L6b": "layer 6b neuron", "Lamp5": "Lamp5 interneuron",
      "Meis2": "Meis2 inhibitory neuron", "Oligo": "oligodendrocyte",
      "Pvalb": "Pvalb interneuron", "Sncg": "Sncg interneuron", "Sst": "Sst interneuron",
      "Vip": "Vip interneuron",
    ])
    try expectRegions([
      "L1_polygon_uncut": "cortical layer 1", "L2/3": "cortical layer 2/3",
      "L4_polygon_uncut": "cortical layer 4", "L5_polygon_uncut": "cortical layer 5",
      "L6a_polygon_uncut": "cortical layer 6", "L6b_polygon_uncut": "cortical layer 6b",
      "VISp_I": "cortical layer 1", "VISp_II/III": "cortical layer 2/3",
      "VISp_IV": "cortical layer 4", "VISp_V": "cortical layer 5",
      "VISp_VI": "cortical layer 6", "outside_VISp": nil,
    ])
    // The same labels stand under cell_type, where they mean the regions too.
    try expect([
      "VISp_I": "cortical layer 1", "VISp_II/III": "cortical layer 2/3",
      "VISp_VI": "cortical layer 6", "outside_VISp": nil,
    ])
  }

  @Test("seqFISH and single-cell RNA, mouse visual cortex")
  func broadTypes() throws {
    try expect([
      "Astrocyte": "astrocyte", "Endothelial Cell": "endothelial cell",
      "GABA-ergic Neuron": "inhibitory neuron", "Glutamatergic Neuron": "excitatory neuron",
      "Microglia": "microglia", "Oligodendrocyte.1": "oligodendrocyte",
      "Oligodendrocyte.2": "oligodendrocyte", "Oligodendrocyte.3": "oligodendrocyte",
    ])
  }

  @Test("CosMx, human lung cancer, and ST, human breast cancer")
  func cancer() throws {
    try expect([
      "Abnormal epithelium": "abnormal epithelial cell", "Stroma": "stromal cell",
      "Tumour": "malignant cell",
    ])
    try expectRegions([
      "Abnormal epithelium": "abnormal epithelium", "Stroma": "stroma", "Tumour": "tumour",
    ])
    let tissues: KeyValuePairs<String, String?> = [
      "adipose tissue": "adipose tissue", "breast glands": "breast glands",
      "cancer in situ": "cancer in situ", "connective tissue": "stroma",
      "immune infiltrate": "immune infiltrate", "invasive cancer": "invasive cancer",
      "undetermined": nil,
    ]
    try expect(tissues)
    try expectRegions(tissues)
  }

  @Test("In situ sequencing, a mouse coronal section")
  func coronal() throws {
    try expect([
      "Astro": "astrocyte", "Cacna2d1": "neurogliaform cell", "Calb2": "Calb2 interneuron",
      "Cck": "Cck interneuron", "Choroid": "choroid plexus epithelial cell",
      "Endo": "endothelial cell", "Eryth": "erythrocyte", "Microglia": "microglia",
      "Ntng1": "long-range GABAergic neuron", "Oligo": "oligodendrocyte",
      "PC": "pyramidal neuron", "Pvalb": "Pvalb interneuron", "Sst": "Sst interneuron",
      "Vip": "Vip interneuron", "Zero": nil,
    ])
    try expect([
      "Astro.1": "astrocyte", "Astro.2": "astrocyte", "Astro.3": "astrocyte",
      "Astro.4": "astrocyte", "Astro.5": "astrocyte",
      "Cacna2d1.Lhx6.Reln": "neurogliaform cell", "Cacna2d1.Lhx6.Vwa5a": "neurogliaform cell",
      "Cacna2d1.Ndnf.Cxcl14": "neurogliaform cell", "Cacna2d1.Ndnf.Npy": "neurogliaform cell",
      "Cacna2d1.Ndnf.Rgs10": "neurogliaform cell",
      "Calb2.Cntnap5a.Igfbp6": "Calb2 interneuron",
      "Calb2.Cntnap5a.Rspo3": "Calb2 interneuron", "Calb2.Cntnap5a.Vip": "Calb2 interneuron",
      "Calb2.Cryab": "Calb2 interneuron", "Calb2.Vip.Gpd1": "Calb2 interneuron",
      "Calb2.Vip.Igfbp4": "Calb2 interneuron", "Calb2.Vip.Nos1": "Calb2 interneuron",
      "Cck.Calca": "Cck interneuron", "Cck.Cxcl14.Calb1.Igfbp5": "Cck interneuron",
      "Cck.Cxcl14.Calb1.Kctd12": "Cck interneuron",
      "Cck.Cxcl14.Calb1.Tac2": "Cck interneuron",
      "Cck.Cxcl14.Calb1.Tnfaip8l3": "Cck interneuron",
      "Cck.Cxcl14.Slc17a8": "Cck interneuron", "Cck.Cxcl14.Vip": "Cck interneuron",
      "Cck.Lmo1.Npy": "Cck interneuron", "Cck.Lmo1.Vip.Crh": "Cck interneuron",
      "Cck.Lmo1.Vip.Fam19a2": "Cck interneuron", "Cck.Lmo1.Vip.Tac2": "Cck interneuron",
      "Cck.Lypd1": "Cck interneuron", "Cck.Sema5a": "Cck interneuron",
      "Choroid": "choroid plexus epithelial cell", "Endo": "endothelial cell",
      "Eryth.1": "erythrocyte", "Eryth.2": "erythrocyte", "Microglia.1": "microglia",
      "Ntng1.Chrm2": "long-range GABAergic neuron",
      "Ntng1.Rgs10": "long-range GABAergic neuron",
      "Ntng1.Synpr": "long-range GABAergic neuron", "Oligo.1": "oligodendrocyte",
      "Oligo.2": "oligodendrocyte", "Oligo.4": "oligodendrocyte", "Oligo.5": "oligodendrocyte",
      "PC.CA1.1": "CA1 pyramidal neuron", "PC.CA1.2": "CA1 pyramidal neuron",
      "PC.CA1.3": "CA1 pyramidal neuron", "PC.Other1": "pyramidal neuron",
      "PC.Other2": "pyramidal neuron", "Pvalb.C1ql1.Cpne5": "chandelier cell",
      "Pvalb.C1ql1.Npy": "chandelier cell", "Pvalb.C1ql1.Pvalb": "chandelier cell",
      "Pvalb.Tac1.Akr1c18": "Pvalb interneuron", "Pvalb.Tac1.Nr4a2": "Pvalb interneuron",
      "Pvalb.Tac1.Sst": "Pvalb interneuron", "Pvalb.Tac1.Syt2": "Pvalb interneuron",
      "Sst.Cryab": "Sst interneuron", "Sst.Erbb4.Crh": "Sst interneuron",
      "Sst.Erbb4.Rgs10": "Sst interneuron", "Sst.Erbb4.Th": "Sst interneuron",
      "Sst.Nos1": "Sst Chodl neuron", "Sst.Npy.Cort": "Sst interneuron",
      "Sst.Npy.Mgat4c": "Sst interneuron", "Sst.Npy.Serpine2": "Sst interneuron",
      "Sst.Npy.Zbtb20": "Sst interneuron", "Sst.Pnoc.Calb1.Igfbp5": "Sst interneuron",
      "Sst.Pnoc.Calb1.Pvalb": "Sst interneuron", "Sst.Pnoc.Pvalb": "Sst interneuron",
      "Vip.Crh.C1ql1": "Vip interneuron", "Vip.Crh.Pcp4": "Vip interneuron", "Zero": nil,
    ])
  }
}
