from .prompts import build_system as build_system
