"""What language a text is in, told by its commonest words.

English is read in full; in any other language only names are looked for. So what matters is that
English is told from the rest; which other language it is, is recorded for whoever reads the result.
"""

import re

from .words import words_of

UNDETERMINED = "und"

# The commonest words of each: in running text they are a third to a half of all words.
_COMMON = {
    "en": words_of(
        """
        the of and to in a is that for on was with as it by at from he be his are has have an
        had said this which not were but they will their or who been its after would about when
        there
        """
    ),
    "de": words_of(
        """
        der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es
        an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen
        so zum
        """
    ),
    "es": words_of(
        """
        de la que el en y a los se del las un por con no una su para es al lo como más o pero
        sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había
        era muy años
        """
    ),
    "fr": words_of(
        """
        de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il
        sont avec son ou aux d l qu s elle cette été ces mais à n leur ont sa comme on était
        être deux après
        """
    ),
    "it": words_of(
        """
        di e il la che in a per è un del non una della le i si da con dei al nel alla sono lo l
        d ha come più gli anche delle o ma suo dal nella su ci questo sua se alle stato essere
        ai era dalla
        """
    ),
    "nl": words_of(
        """
        de van het een en in is dat op te zijn met voor die niet aan er om ook als bij door maar
        naar dan over uit hij heeft nog werd tot worden wordt was deze zich of had werden kan
        haar geen hun
        """
    ),
    "pt": words_of(
        """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao
        ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso
        ela entre era
        """
    ),
}
# Lists, tables and headlines hold few of them; below this share it is another language or no prose.
_LEAST_SHARE = 0.12
_SAMPLE = 20_000


def language(text: str) -> str:
    """Return "en" for English prose, the code of another language of the list, else "und".

    Where two languages share the words of a text alike, it is "und".
    """
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].casefold())
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    first, second = sorted(counts, key=lambda code: -counts[code])[:2]
    # English comes first: a text of ours with a French quotation is read in full.
    if counts["en"] >= _LEAST_SHARE * max(1, len(words)):
        return "en" if counts["en"] >= counts[first] / 2 else first
    told = counts[first] >= _LEAST_SHARE * max(1, len(words)) and counts[first] > counts[second]
    return first if told else UNDETERMINED
