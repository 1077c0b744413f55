"""What is said where an optimiser cannot be set to work: where, why, and what may help."""

from adamtext.teach.examine.work import CannotBeExamined

#: A few lines that turn what you have into what is understood; say them with --wrapper.
WRAPPER = """wrap it in two functions, and check my_adam:

from adamtext import Optimizer

def my_adam(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    def init(theta):               # what your rule remembers of one array
        return Yours(lr=alpha, betas=(beta1, beta2), eps=eps)
    def step(theta, g, yours):     # one step with the gradient g
        theta = yours.update(theta, g)
        return theta, yours
    return Optimizer(init, step)"""


def blame(name, errors):
    """Say that no way works.

    Raises
    ------
    CannotBeExamined
        Always: with the likeliest reason of ``errors``, pairs of a description and an exception.
    """
    first = errors[0][1] if errors else None
    plain = isinstance(first, CannotBeExamined) and first.remedy
    own = [] if plain else [(words, e) for words, e in errors if line_of(e)]
    words, error = (own or errors or [(name, CannotBeExamined("no way to call it was found"))])[0]
    if isinstance(error, CannotBeExamined) and not error.remedy:
        error.remedy = WRAPPER
    raised = unable(error, f"taken for {words}: ")
    raise raised


def unable(error, before=""):
    """Turn what was raised into a ``CannotBeExamined``, with its line and what may help."""
    zero = isinstance(error, ZeroDivisionError)
    text = before + described(error)
    return CannotBeExamined(text, remedy_for(error), line_of(error), zero)


def described(error):
    """Say in one line what was raised."""
    text = " ".join(str(error).split())
    return text if isinstance(error, CannotBeExamined) else f"{type(error).__name__}: {text}"


def line_of(error):
    """Return the last line of the user's own file that an error came from, or ""."""
    found, traceback = "", error.__traceback__
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if not any(part in path for part in ("/adamtext/", "site-packages", "<", "/lib/python")):
            found = f"{path}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def remedy_for(error):
    """Say what may help."""
    text = str(error)
    if isinstance(error, CannotBeExamined) and error.remedy:
        return error.remedy
    for words, remedy in REMEDIES.items():
        if words in text.lower():
            return remedy
    return f"{LOOK}\n{WRAPPER}" if line_of(error) else WRAPPER


LOOK = "look at that line; or, if that is not how it is called,"
REMEDIES = {
    "closure": "this optimiser wants a closure that computes the loss again: nothing here has one",
    "capturable": "capturable=True needs CUDA: check it without",
    "sparseadam": "this optimiser is for sparse gradients only",
    "differentiable": "differentiable=True needs parameters that are no leaves: check it without",
    "2d": "this optimiser is for matrices only",
}
