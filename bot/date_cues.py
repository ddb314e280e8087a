"""The words around a date that say what it is: denied, coming, past, still going on, or corrected."""

from __future__ import annotations

DENIED = r"\b(?:ikke|aldrig|ingen|intet|not|never|no|n['’]t)\b"
AHEAD = (r"\b(?:skal (?:til|møde|svare|være|aflevere|ind|have)"
         r"|tid til|aftale om)\b|\btil (?:\w+ )?(?:møde|samtale|samråd|partshøring)\b")  # fmt: skip
PAST = r"\b(?:var|været|havde|fik|kom|kommet|deltog|mødte|was|were|had|went)\b"
# "Må ikke komme på rådhuset i 6 måneder" looks forward; "har ventet i 6 måneder" looks back.
SUMMONED = r"\b(?:indkald\w*|indbud\w*|frist\w*|senest|deadline|summoned)\b"
COMING = (r"\b(?:må|skal|vil|kan ikke|forbud|forbudt|forbyd\w*|bortvis\w*|udeluk\w*|karantæne|must|may not|will|cannot|can['’]t"
          r"|banned|not allowed)\b(?!.*\b(?:har|have|had|havde|been|ventet)\b)")  # fmt: skip

ONGOING = (r"\b(?:stadig|stadigvæk|fortsat|endnu ikke|endnu|venter|står på|ikke (?:fået|hørt|modtaget|svaret)|(?:intet|ingen|uden) svar"
           r"|hører (?:ikke|intet)|still|not yet|no (?:reply|answer|response)|yet|waiting|ongoing"
           r"|haven['’]t (?:heard|received|got))\b")  # fmt: skip
ENDED = (r"\b(?:ikke (?:længere|mere)|no longer|ventede|boede|sluttede|ophørte|stoppede|waited until|ended|stopped)\b"
         r"|(?<!ikke\s)\bfik (?:\w+ )?svar\b")  # fmt: skip
CORRECTION = (r"\b(?:nej|vent|undskyld|rettelse|rettere|snarere|mener|mente|forkert|men|øh|no|wait|sorry|mean|meant|actually"
              r"|rather|but|correction)\b")  # fmt: skip
