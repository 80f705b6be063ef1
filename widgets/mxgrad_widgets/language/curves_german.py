"""What curves, maps and nudges say in German; part of the catalogue."""

from __future__ import annotations

CURVES = {
    "curve.title": "{result} über {element:code}",
    "curve.result": "Ergebnis",
    "curve.sum": "{name} (Summe)",
    "curve.others": "die anderen {count} Elemente wie sie waren",
    "curve.at": "bei {where:code}: {result} {value:value}",
    "curve.slope": "Steigung {slope:value} = {gradient:code}",
    "curve.here": "← der Lauf",
    "curve.endless": "endet nicht innerhalb von {count} Operationen",
    "curve.raises": "Ausnahme {error:error}",
    "curve.is": "ist {value:value}",
    "curve.path": "anderer Pfad",
    "curve.calls": "{name:code} {times} aufgerufen",
    "curve.of": "{source:code}: {true} von {count} wahr",
    "curve.back": "Zurück zum Lauf",
    "curve.hint": "Den Punkt ziehen, oder die Pfeiltasten benutzen.",
    "curve.both": "zweidimensionaler Schieberegler",
    "curve.widget": "interaktive Kurve: {title}",
    "nudge.did": "{where:code} → {result} {did:value}",
    "nudge.promised": "der Gradient versprach {promised:value}",
    "nudge.lost": "einfache Genauigkeit hat keine Zahl so nah an {value:value}: einen größeren Schritt nehmen",
    "nudge.path": "auf einem anderen Pfad: {name}",
    "nudge.other path": "auf einem anderen Pfad",
    "nudge.before": "Vor dem Schritt: {result} {failed}. Von dort führt {where:code} zu keinem Unterschied.",
    "nudge.finite": "{where:code} ist {value:value}: ein Schritt von dort führt nirgendwohin. Eine andere Zahl wählen.",
    "curve.map": "{result} über {first:code} und {second:code}",
    "curve.gradient": "Gradient ({value:value})",
    "curve.trail": "Die Spur hat {count} Stellen.",
    "curve.least": "am kleinsten {where}",
    "curve.cut": "Weit entfernte Ergebnisse sind nicht gezeigt.",
    "curve.not whole": "Die Läufe dauerten zu lange oder wechselten den Pfad zu oft, um jede Stelle genau zu "
    "finden: einen kleineren Bereich wählen.",
    "curve.no backward": "Keine Tangente: vorher tr.backward() aufrufen, dann ist ihre Steigung der Gradient.",
    "curve.no gradient": "Keine Tangente: backward() hat dafür keinen Gradienten geschrieben. Vor dem Lauf "
    "attach_grad() aufrufen.",
    "curve.outside": "Der Lauf selbst liegt außerhalb dieses Bereichs.",
    "curve.otherwise": "Noch einmal mit denselben Zahlen ausgeführt, gab das Programm ein anderes Ergebnis: Es "
    "zieht Zufallszahlen oder merkt sich etwas.",
}
