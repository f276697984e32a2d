"""Symbols of mouse genes, for simulated data that read like real ones."""

from __future__ import annotations

from collections.abc import Iterator


def _symbols(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MARKERS = {
    "LTHSC": _symbols(
        "Procr Ly6a Mecom Hlf Mpl Ltb Pdzk1ip1 Gimap6 Gimap1 Gimap5 Tmem176a Tmem176b Myct1 Mmrn1 "
        "Esam Ifitm1 Trpc6 Myl10 Ifi203 Tbxas1 Adgrl4 Mllt3 Gcnt2 F11r Cd74 Maged1 Ndn Gng11 Cd63 "
        "Nceh1 Slamf1 Fgd5 Hoxb5 Vwf Meis1 Tek Robo4 Ctnnal1 Txnip Angpt1"
    ),
    "MEP": _symbols(
        "Klf1 Aqp1 Gata1 Epor Car1 Car2 Tspo2 Mfsd2b Samd14 Ces2g Ermap Atpif1 Atp1b2 Rhd Kel Nfia "
        "Slc25a21 Epdr1 Abcb4 Blvrb Slc38a5 Sphk1 Gfi1b Pklr Steap3 Gypa Smim1 Rhag Slc14a1 Gstm5 "
        "Tfrc Zfpm1 Itga2b Pf4 Hba-a1 Hbb-bt Alas2 Ank1 Tal1 Icam4"
    ),
    "GMP": _symbols(
        "Mpo Elane Ctsg Prtn3 Rab44 Tyrobp Atp8b4 Cst7 Fcgr3 Sell Ccl9 Plac8 Anxa3 Ms4a3 Cd53 Hdc "
        "Nkg7 Igsf6 Hp Coro1a Serpinb1a Clec12a Epx Emb Limd2 Lcp1 Csf2rb Prss57 Slpi Napsa Ly6c2 "
        "Hk3 Fcgr2b Cd48 Spi1 Cebpe Gfi1 Csf3r Irf8 Csf1r"
    ),
}
"""Genes that a blood stem or progenitor population expresses more than the other two."""

CELL_CYCLE = _symbols(
    "Mki67 Top2a Ccnb1 Ccnb2 Ccna2 Cdk1 Cdc20 Birc5 Aurka Aurkb Plk1 Cenpe Cenpf Kif11 Kif20a Bub1 "
    "Bub1b Nusap1 Tpx2 Ube2c Hmmr Mcm2 Mcm3 Mcm4 Mcm5 Mcm6 Mcm7 Pcna Rrm1 Rrm2 Tyms Tk1 Cdca8 "
    "Cdca3 Cks1b Hmgb2 Tubb5 Tuba1b Ran Stmn1"
)
"""Genes of dividing cells."""

# Families by their stem and the endings of their members.
_FAMILIES = {
    "Rpl": "3 4 5 6 7 8 9 10 11 12 13 14 15 17 18 19 21 22 23 24 26 27 28 29 30 31 32 34 35 36 37 38",
    "Rps": "2 3 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 23 24 25 26 27 28 29",
    "Psm": "a1 a2 a3 a4 a5 a6 a7 b1 b2 b3 b4 b5 b6 b7 c1 c2 c3 c4 c5 c6 d1 d2 d3 d4 d6 d7 d8 d11 d12",
    "Nduf": "a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 b2 b3 b4 b5 b6 b7 b8 b9 b10 s1 s2 s3 s4 s5 s6 s7 s8 v1 v2",
    "Polr2": "a b c d e f g h i j k l",
    "Eif": "1 1b 2a 2s2 2b1 2b3 3a 3b 3c 3d 3e 3f 3g 3h 3i 3k 3l 3m 4a1 4a2 4b 4e 4g1 4g2 5 5a 5b 6",
    "Zfp": (
        "1 2 41 54 72 93 108 128 141 169 189 286 354c 418 426 445 449 458 467 472 518a 551 558 563 "
        "606 629 658 661 712 715 746 759 763 768 810 839 866 871 873 933 934 940 942 947 951 952 954"
    ),
    "Slc25a": "1 3 4 5 10 11 12 13 14 15 16 17 19 20 22 23 24 25 26 27 28 29 30 32 33 35 36 37 38 39",
    "Tmem": (
        "9 11 14a 18 19 30a 33 38b 39a 41a 42 43 50a 53 57 59 60 62 63a 64 65 68 69 70 80 86a 87a 94 "
        "97 98 101 104 106b 107 109 115 120a 123 126a 127 128 129 131 134 135 138 140 141 143 144 147"
    ),
    "Rab": "1a 2a 3d 4a 5a 5b 5c 6a 7 8a 8b 9 10 11a 11b 12 13 14 18 20 21 22a 23 24 27a 28 30 31 35",
    "Usp": "1 2 3 4 5 7 8 9x 10 11 12 14 15 16 18 19 20 21 22 24 25 28 30 32 33 34 36 37 38 39 40 42",
    "Wdr": "1 3 4 5 6 7 11 12 13 18 19 20 24 26 33 35 36 37 41 43 44 45 46 47 48 53 54 55 59 60 61",
    "Fbxo": "3 4 5 6 7 8 9 10 11 18 21 22 25 28 30 31 33 34 36 38 42 45 46",
    "Trim": "2 3 8 11 12a 13 16 23 24 25 26 27 28 32 33 35 37 39 41 44 46 56 59 62 65 68",
    "Ccdc": "6 9 12 13 14 15 17 22 23 25 28a 32 43 47 50 51 53 57 58 59 61 62 66 71 77 82 86 88a 90b",
    "Mapk": "1 3 6 7 8 9 14 1ip1 8ip3 ap1 bp1 apk2 apk3 apk5",
    "Vps": "4a 4b 8 11 13a 13b 13c 16 18 25 26a 28 29 33a 33b 35 36 37a 37b 39 41 45 51 52 53 54 72",
}


def background_names() -> Iterator[str]:
    """Symbols of genes of no particular population, all different, without end.

    When the families are used up, names in the style of predicted genes (``Gm10001``) follow.
    """
    for stem, endings in _FAMILIES.items():
        for ending in endings.split():
            yield stem + ending
    number = 10_000
    while True:
        number += 1
        yield f"Gm{number}"
