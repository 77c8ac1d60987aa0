"""The page's own theme: paper and ink, one blue, and fonts that every system has."""

import gradio as gr
from gradio.themes.utils import sizes
from gradio.themes.utils.colors import Color

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Ubuntu", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace")


def build_theme() -> gr.themes.Base:
    """Return the theme, light and dark; nothing in it is fetched from anywhere."""
    blue = Color(
        "#eef4fb", "#dbe8f6", "#b9d1ed", "#8fb6e2", "#6096d2", "#3a78bd",
        "#1f5c9e", "#1b4b82", "#193f6b", "#17355a", "#0f2239", name="strait",
    )  # fmt: skip
    ink = Color(
        "#faf9f6", "#f3f1ec", "#e4e1d9", "#cbc8c0", "#9c9b98", "#6b6e75",
        "#4c515b", "#353b46", "#232933", "#191e27", "#11151c", name="ink",
    )  # fmt: skip
    theme = gr.themes.Base(
        primary_hue=blue,
        secondary_hue=blue,
        neutral_hue=ink,
        text_size=sizes.text_md,
        radius_size=sizes.radius_md,
        font=[gr.themes.Font(name) for name in _SANS],
        font_mono=[gr.themes.Font(name) for name in _MONO],
    )
    theme.name = "paper"
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="#1d2430",
        body_text_color_dark="#e7e9ed",
        body_text_color_subdued="#5b616c",
        body_text_color_subdued_dark="#a3aab6",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_100",
        background_fill_secondary_dark="*neutral_800",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_700",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="#1b2d45",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="#8b8d92",
        input_border_color_dark="#6f7785",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_300",
        input_border_width="1px",
        input_placeholder_color="#646a75",
        input_placeholder_color_dark="#a3aab6",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_300",
        button_primary_background_fill_hover_dark="*primary_200",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="*primary_950",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_200",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_600",
        button_border_width="1px",
        button_transition="background-color 120ms",
    )
